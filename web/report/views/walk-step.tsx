/** One step of a walk. */
import type { ComponentChildren } from 'preact';
import type { DecodedField } from '../../../runner/decode-value.js';
import type { ExplanationStep, Rule } from '../../../runner/explain/explanation.js';

export function StepBody({ step }: { readonly step: ExplanationStep }) {
  switch (step.kind) {
    case 'read':
      return (
        <Entry title={step.title} rule={step.rule} words={step.words} fields={step.fields} decode={step.decode}>
          read at <code>{step.address}</code>
        </Entry>
      );
    case 'record':
      return (
        <Entry title={step.text} rule={step.rule} words={step.words} fields={step.fields} decode={step.decode}>
          {step.index < 0 ? '' : `record ${String(step.index)}`}
        </Entry>
      );
    case 'unreadable':
      return (
        <>
          ✕ {step.title} at <code>{step.address}</code> cannot be read{step.reason === undefined ? '' : `: ${step.reason}`}{' '}
          <RuleText rule={step.rule} />
        </>
      );
    case 'check':
      return (
        <>
          {step.passed ? '✓' : '✕'} <span class="condition">{step.condition}</span> {step.text} <RuleText rule={step.rule} />
        </>
      );
    case 'permission':
      return (
        <>
          {step.passed ? '✓' : '✕'} {step.condition !== undefined && <span class="condition">{step.condition} </span>}
          {step.stage}: needs {step.needs}, granted {step.granted} <RuleText rule={step.rule} />
        </>
      );
    case 'fault':
      return (
        <>
          ✕ fault {step.reason === null ? 'without a reason' : <code>{step.reason}</code>} <span class="condition">{step.condition}</span>{' '}
          {step.meaning}, {step.qualified ? 'qualified' : 'not qualified'}
          {step.unrecorded === undefined ? '' : `; not recorded: ${step.unrecorded}`} <RuleText rule={step.rule} />
        </>
      );
    case 'flags':
      return (
        <>
          sets {step.flags.join(', ')} at <code>{step.address}</code> <RuleText rule={step.rule} />
        </>
      );
    case 'output':
      return <>{step.text}</>;
    default:
      return (
        <>
          {step.text} {step.rule !== undefined && <RuleText rule={step.rule} />}
        </>
      );
  }
}

interface EntryProps {
  readonly title: string;
  readonly rule: Rule;
  readonly words: readonly string[];
  readonly fields: readonly DecodedField[];
  readonly decode: string;
  readonly children: ComponentChildren;
}

/** A table entry or record: its fields in short, and unfolded with what they mean. */
function Entry({ title, rule, words, fields, decode, children }: EntryProps) {
  return (
    <details>
      <summary>
        <strong>{title}</strong> {children} <RuleText rule={rule} />
        <span class="entry-fields">
          {fields.map((field) => (
            <span key={field.name} class={field.reservedBitsSet === undefined ? undefined : 'count fail'}>
              {field.name}={field.value}
            </span>
          ))}
        </span>
      </summary>
      <table class="fields">
        <tbody>
          {fields.map(({ name, bits, value, meaning, reservedBitsSet }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{bits}</td>
              <td>
                <code>{value}</code>
              </td>
              <td>
                {meaning}
                {reservedBitsSet !== undefined && <span class="count fail"> reserved, must be 0: bits {reservedBitsSet.join(', ')}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="dim">
        words <code>{words.join(' ')}</code>, in full: <code>{decode}</code>
      </p>
    </details>
  );
}

function RuleText({ rule: { section, requirement } }: { readonly rule: Rule }) {
  return (
    <span class="dim rule">
      §{section}
      {requirement === undefined ? '' : ` ${requirement}`}
    </span>
  );
}
