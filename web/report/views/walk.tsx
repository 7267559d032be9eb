/** What the model does with the requests of a vector: every table entry read, every check, and where the subject left it. */
import type { PageDifference, PageExplanation } from '../../../runner/reporters/html/page-data.js';
import type { ExplanationStep, RequestExplanation } from '../../../runner/explain/explanation.js';
import { StepBody } from './walk-step.js';

interface Props {
  readonly explanation: PageExplanation;
  /** Of the subject. */
  readonly differences: readonly PageDifference[];
  readonly subject: string;
}

export function Walk({ explanation, differences, subject }: Props) {
  const { outcome, requests, problem } = explanation;
  if (problem !== undefined) return <p class="dim">The model’s walk cannot be shown: {problem}</p>;
  if (requests.length === 0) return null;
  const left = leftAt(requests, differences);
  return (
    <details class="walk" open>
      <summary>
        What the model does with {requests.length === 1 ? 'the request' : `the ${String(requests.length)} requests`}
        {outcome !== undefined && (
          <span class="dim">
            {' '}
            for outcome {outcome[0]}: {outcome[1]}
          </span>
        )}
      </summary>
      <ol class="requests">
        {requests.map((request, i) => (
          <li key={request.operation}>
            <Request request={request} />
            {i === left && <Left differences={differences} subject={subject} />}
          </li>
        ))}
      </ol>
      {left === undefined && <Left differences={differences} subject={subject} />}
    </details>
  );
}

function Request({ request: { title, before, steps, result, step } }: { readonly request: RequestExplanation }) {
  return (
    <>
      {before.map((line, i) => (
        <p key={i} class="dim before">
          software: {line}
        </p>
      ))}
      <p class="request">
        {step !== null && <span class="dim">step {step + 1}: </span>}
        {title}
      </p>
      <ul class="steps">
        {steps.map((each, i) => (
          <li key={i} class={stepClass(each)} style={{ marginLeft: `${String(0.75 * each.level)}rem` }}>
            <StepBody step={each} />
          </li>
        ))}
        <li class="result">
          → {result.status}
          {result.text === '' || result.text === result.status ? '' : `: ${result.text}`}
        </li>
      </ul>
    </>
  );
}

/** Where the subject first did otherwise. */
function Left({ differences, subject }: Omit<Props, 'explanation'>) {
  const [first] = differences;
  if (first === undefined) return null;
  return (
    <p class="left">
      <strong>{subject} left here:</strong> {first.place}, {first.what}: expected <code>{first.expected}</code>, found{' '}
      <code class="found">{first.found}</code>
    </p>
  );
}

/** The last request at or before the step of the first difference; undefined for a difference in the end state alone. */
function leftAt(requests: readonly RequestExplanation[], [first]: readonly PageDifference[]): number | undefined {
  if (first === undefined || first.step < 0) return undefined;
  const before = requests.flatMap(({ step }, i) => ((step ?? -1) <= first.step ? [i] : []));
  return before.at(-1);
}

function stepClass(step: ExplanationStep): string {
  const isBad = step.kind === 'fault' || step.kind === 'unreadable' || ('passed' in step && !step.passed);
  const isQuiet = step.kind === 'check' || step.kind === 'permission' || step.kind === 'note';
  return `step ${isBad ? 'bad' : isQuiet ? 'quiet' : ''}`.trimEnd();
}
