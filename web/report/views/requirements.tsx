/** The score by requirement: what each subject does with the vectors that cite it. */
import { useMemo } from 'preact/hooks';
import type { Column, Model } from '../model/model.js';
import { countsText, format, unexpectedCount } from '../model/outcomes.js';
import { STANDINGS, STANDING_SIGNS, STANDING_WORDS, scoreOf } from '../model/requirements.js';
import type { Score, Standing } from '../model/requirements.js';
import { isInSection } from '../model/tree.js';
import { Pager, pageOf } from '../parts/pager.js';
import { linkTo } from '../url.js';
import type { ViewProps } from './view.js';

interface Row {
  readonly index: number;
  readonly scores: readonly Score[];
}

const CLASSES: Readonly<Record<Standing, string>> = { broken: 'fail', deviates: 'known-fail', met: 'pass', open: 'skipped' };

export function Requirements(props: ViewProps) {
  const { model, shown, place } = props;
  const all = useMemo(() => worstFirst(model, shown), [model, shown]);
  const rows = all.filter(wantedBy(props));
  const page = pageOf(rows, place);
  return (
    <>
      <Filters {...props} />
      <p role="status">
        {format(rows.length)} of {format(all.length)} requirements that vectors cite
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Requirements by subject">
        <table class="requirements">
          <thead>
            <tr>
              <th scope="col">requirement</th>
              <th scope="col" class="wide">
                statement
              </th>
              {shown.map((column) => (
                <th scope="col" key={column.index}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row) => (
              <RequirementRow key={row.index} row={row} {...props} />
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={page} place={place} />
    </>
  );
}

function RequirementRow({ row, model, shown, place }: ViewProps & { readonly row: Row }) {
  const { id = '', section = '', level = '', statement = '' } = model.data.requirements[row.index] ?? {};
  return (
    <tr>
      <th scope="row">
        <a href={linkTo(place, 'vectors', { requirement: id })}>{id}</a>
        <span class="dim">
          {section === '' ? '' : ` §${section}`} {level}
        </span>
      </th>
      <td class="wide">{statement}</td>
      {shown.map((column, i) => {
        const score = row.scores[i];
        if (score === undefined || score.counts.total === 0) return <td key={column.index} />;
        return (
          <td key={column.index} class="standing">
            <a
              class={`count ${CLASSES[score.standing]}`}
              href={linkTo(place, 'vectors', { requirement: id, on: String(column.index) })}
              title={countsText(score.counts)}
            >
              <span aria-hidden="true">{STANDING_SIGNS[score.standing]} </span>
              {STANDING_WORDS[score.standing]}
            </a>{' '}
            <span class="dim">{shortCounts(score)}</span>
          </td>
        );
      })}
    </tr>
  );
}

function shortCounts({ counts, standing }: Score): string {
  const ran = counts.total - counts.skipped;
  if (standing === 'open') return `${format(counts.skipped)} skipped`;
  const bad = unexpectedCount(counts) + counts['known-fail'];
  return bad > 0 ? `${format(bad)} of ${format(ran)}` : `${format(counts.pass)} of ${format(counts.total)}`;
}

function Filters({ model, shown, place, change }: ViewProps) {
  const { params } = place;
  return (
    <div class="filters" role="search">
      <label>
        words in ID or statement{' '}
        <input
          type="search"
          value={params.q ?? ''}
          onInput={({ currentTarget }) => change({ q: currentTarget.value, page: '' }, 'replace')}
        />
      </label>
      <label>
        standing{' '}
        <select value={params.standing ?? ''} onChange={({ currentTarget }) => change({ standing: currentTarget.value, page: '' })}>
          <option value="">all</option>
          {STANDINGS.map((standing) => (
            <option key={standing} value={standing}>
              {STANDING_WORDS[standing]}
            </option>
          ))}
        </select>
      </label>
      {shown.length > 1 && (
        <label>
          of{' '}
          <select value={params.on ?? ''} onChange={({ currentTarget }) => change({ on: currentTarget.value, page: '' })}>
            <option value="">any subject</option>
            {shown.map(({ index, label }) => (
              <option key={index} value={String(index)}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        chapter{' '}
        <select value={params.section ?? ''} onChange={({ currentTarget }) => change({ section: currentTarget.value, page: '' })}>
          <option value="">all</option>
          {Object.entries(model.data.chapters)
            .filter(([number]) => !number.includes('.'))
            .map(([number, title]) => (
              <option key={number} value={number}>
                {number} {title}
              </option>
            ))}
        </select>
      </label>
      <label>
        level{' '}
        <select value={params.level ?? ''} onChange={({ currentTarget }) => change({ level: currentTarget.value, page: '' })}>
          <option value="">all</option>
          <option>must</option>
          <option>may</option>
        </select>
      </label>
    </div>
  );
}

function wantedBy({ model, shown, place }: ViewProps): (row: Row) => boolean {
  const { q = '', standing, on, section, level } = place.params;
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return ({ index, scores }) => {
    const rule = model.data.requirements[index];
    if (rule === undefined) return false;
    const text = `${rule.id} ${rule.statement} ${rule.section}`.toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (!level || rule.level === level) &&
      (!section || isInSection(rule.section, section)) &&
      (!standing ||
        scores.some((score, i) => score.counts.total > 0 && score.standing === standing && (!on || String(shown[i]?.index) === on)))
    );
  };
}

function worstFirst(model: Model, shown: readonly Column[]): Row[] {
  const rows = [...model.data.requirements.keys()].map((index) => ({
    index,
    scores: shown.map((column) => scoreOf(model, column, index)),
  }));
  const rank = ({ scores }: Row): number => Math.min(...scores.map(({ standing }) => STANDINGS.indexOf(standing)));
  const id = ({ index }: Row): string => model.data.requirements[index]?.id ?? '';
  return rows.sort((a, b) => rank(a) - rank(b) || id(a).localeCompare(id(b), 'en', { numeric: true }));
}
