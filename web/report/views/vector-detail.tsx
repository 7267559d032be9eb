/** Everything about one vector: what each subject did, the rules, the permitted outcomes. */
import type { PageDifference } from '../../../runner/reporters/html/page-data.js';
import type { Column, Model } from '../model/model.js';
import { Command } from '../parts/copy.js';
import { Difference } from '../parts/difference.js';
import { OutcomeSign } from '../parts/outcome.js';
import { linkTo } from '../url.js';
import { Walk } from './walk.js';
import type { Place } from '../url.js';

interface Props {
  readonly model: Model;
  readonly shown: readonly Column[];
  readonly vector: number;
  readonly place: Place;
}

export function VectorDetail({ model, shown, vector, place }: Props) {
  const { notes, tags } = model.vector(vector);
  return (
    <div class="vector-detail">
      {shown.map((column) => (
        <OnSubject key={column.index} {...{ model, column, vector }} />
      ))}
      <Rules {...{ model, vector, place }} />
      <Permitted {...{ model, shown, vector }} />
      {notes !== undefined && (
        <section>
          <h3>Notes</h3>
          <p>{notes}</p>
        </section>
      )}
      {tags.length > 0 && (
        <p class="dim">
          tags:{' '}
          {tags.map((tag) => (
            <a key={tag} href={linkTo(place, 'vectors', { tag })}>
              {tag}{' '}
            </a>
          ))}
        </p>
      )}
    </div>
  );
}

function OnSubject({ model, column, vector }: { readonly model: Model; readonly column: Column; readonly vector: number }) {
  const outcome = column.outcomes[vector];
  const { reason, chosen, differences = [], repeat, explained } = column.detail(vector) ?? {};
  const profile = model.data.profiles[column.data.profiles?.[vector] ?? -1];
  const explanation = explained === undefined ? undefined : model.data.explanations[explained];
  const text = reason === undefined ? undefined : model.data.reasons[reason];
  return (
    <section class="on-subject">
      <h3>
        <OutcomeSign outcome={outcome} /> {column.label}: {outcome ?? 'no result'}
        <span class="dim">
          {profile === undefined ? '' : ` with profile ${profile}`}
          {outcome === undefined ? '' : `, ${((column.data.durations[vector] ?? 0) / 1000).toFixed(3)} ms`}
          {chosen === undefined ? '' : `, chose ${chosen.join(', ')}`}
        </span>
      </h3>
      {text !== undefined && (text.includes('\n') ? <pre tabIndex={0}>{text}</pre> : <p>{text}</p>)}
      {differences.map((difference, i) =>
        isToldBefore(difference, differences.slice(0, i)) ? (
          <p key={i} class="dim">
            {difference.place}: {difference.what}: the same
          </p>
        ) : (
          <Difference key={i} difference={difference} layouts={model.data.layouts} />
        ),
      )}
      {repeat !== undefined && <Command text={repeat} />}
      {explanation !== undefined && <Walk explanation={explanation} differences={differences} subject={column.label} />}
    </section>
  );
}

/** What a step found is often found again at the end. */
function isToldBefore({ expected, found, at }: PageDifference, before: readonly PageDifference[]): boolean {
  return before.some((other) => other.expected === expected && other.found === found && other.at?.join() === at?.join());
}

function Rules({ model, vector, place }: Omit<Props, 'shown'>) {
  return (
    <section>
      <h3>Requirements</h3>
      <ul class="rules">
        {model.vector(vector).requirements.map((index) => {
          const { id = '', section = '', statement = '', level = '' } = model.data.requirements[index] ?? {};
          return (
            <li key={index}>
              <a href={linkTo(place, 'vectors', { requirement: id })}>{id}</a>
              {section !== '' && (
                <span class="dim">
                  {' '}
                  §{section}, {level}
                </span>
              )}{' '}
              {statement}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Permitted({ model, shown, vector }: Omit<Props, 'place'>) {
  const { permitted } = model.vector(vector);
  if (permitted === undefined) return null;
  return (
    <section>
      <h3>Permitted outcomes</h3>
      <dl class="permitted">
        {permitted.map(([name, because]) => {
          const by = shown.filter((column) => column.detail(vector)?.chosen?.includes(name)).map(({ label }) => label);
          return (
            <>
              <dt>{name}</dt>
              <dd>
                {because}
                {by.length > 0 && <span class="dim"> Chosen by {by.join(', ')}.</span>}
              </dd>
            </>
          );
        })}
      </dl>
    </section>
  );
}
