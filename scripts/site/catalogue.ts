/** The catalogue of requirements and the vectors by topic, each with links to the other. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Suite } from '../../runner/vectors/load.js';
import type { SourceVector } from '../../runner/vectors/source.js';
import type { Requirements } from '../../schemas/generated/requirements.js';
import { ROOT } from './links.js';
import { plain } from './site.js';
import type { Item, Site } from './site.js';
import type { Citation } from './sources.js';

type Requirement = Requirements['requirements'][number];

/** Links of a requirement to one kind of place, beyond which the page counts the rest. */
const MOST_LINKS = 12;

interface Family extends Pick<Requirements, 'prefix' | 'title' | 'requirements'> {
  /** Name of its page. */
  readonly page: string;
}

function loadFamilies(): Family[] {
  const folder = join(ROOT, 'vectors/requirements');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ ...(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Requirements), page: basename(name, '.json') }));
}

/** The topic file of a vector: its ID without the slug. */
function topicOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

export class Catalogue {
  private readonly families = loadFamilies();
  private readonly citing: ReadonlyMap<string, SourceVector[]>;
  private readonly site: Site;
  private readonly suite: Suite;
  private readonly model: ReadonlyMap<string, Citation[]>;

  constructor(site: Site, suite: Suite, model: ReadonlyMap<string, Citation[]>) {
    this.site = site;
    this.suite = suite;
    this.model = model;
    const citing = new Map<string, SourceVector[]>();
    for (const vector of suite.vectors) for (const id of vector.requirements) citing.set(id, [...(citing.get(id) ?? []), vector]);
    this.citing = citing;
  }

  /** Where each requirement stands on the site. */
  urls(): Record<string, string> {
    return Object.fromEntries(
      this.families.flatMap(({ page, requirements }) => requirements.map(({ id }) => [id, `/requirements/${page}#${id.toLowerCase()}`])),
    );
  }

  writeRequirements(): void {
    const { site, families } = this;
    const rows = families.map(({ page, prefix, title, requirements }) => {
      const count = (which: (requirement: Requirement) => boolean): string => String(requirements.filter(which).length);
      const cells = [
        `[${plain(title)}](/requirements/${page})`,
        `\`${prefix}\``,
        String(requirements.length),
        count(({ level }) => level === 'must'),
        count(({ testable }) => testable),
        count(({ id }) => this.citing.has(id)),
        count(({ id }) => this.model.has(id)),
      ];
      return `| ${cells.join(' | ')} |`;
    });
    const all = families.flatMap(({ requirements }) => requirements);
    site.page(
      'requirements/index.md',
      [
        '# Requirements',
        '',
        `${String(all.length)} sentences that say what a conforming unit does, in our words, with the sections of Rev 5.10. The data is in \`vectors/requirements/\`; \`vtd list --requirement ID\` lists the vectors of one.`,
        '',
        '| chapter | prefix | requirements | must | testable | cited by vectors | cited by the model |',
        '| --- | --- | --: | --: | --: | --: | --: |',
        ...rows,
      ].join('\n'),
    );
    for (const family of families) this.writeFamily(family);
    site.sidebars['/requirements/'] = [
      { text: 'Requirements', link: '/requirements/' },
      ...families.map(({ page, title, prefix }) => ({ text: `${prefix}: ${title}`, link: `/requirements/${page}` })),
    ];
  }

  private writeFamily({ page, title, requirements }: Family): void {
    const entries = requirements.flatMap((requirement) => this.entryOf(requirement));
    this.site.page(`requirements/${page}.md`, [`# ${plain(title)}`, '', ...entries].join('\n'), { aside: false, pageClass: 'wide' });
  }

  private entryOf({ id, level, section, kind, statement, capabilities, testable, why }: Requirement): string[] {
    const facts = [level, `§${section}`, kind, ...(capabilities === undefined ? [] : [`needs \`${capabilities}\``])];
    return [
      `## ${id}`,
      '',
      plain(statement),
      '',
      `<small>${facts.map((fact) => (fact.includes('`') ? fact : plain(fact))).join(' · ')}</small>`,
      '',
      ...(testable ? [] : [`Not testable: ${plain(why ?? '')}`, '']),
      ...this.vectorsLine(id),
      ...this.modelLine(id),
    ];
  }

  private vectorsLine(id: string): string[] {
    const vectors = this.citing.get(id) ?? [];
    if (vectors.length === 0) return [];
    const topics = [...groupBy(vectors, (vector) => topicOf(vector.id))];
    const links = topics.slice(0, MOST_LINKS).map(([topic, { length }]) => `[${topic}](/topics/${topic}) (${String(length)})`);
    const rest = topics.length > MOST_LINKS ? [`and ${String(topics.length - MOST_LINKS)} more topics`] : [];
    return [`Vectors, ${String(vectors.length)}: ${[...links, ...rest].join(', ')}`, ''];
  }

  private modelLine(id: string): string[] {
    const places = this.model.get(id) ?? [];
    if (places.length === 0) return [];
    const links = places
      .slice(0, MOST_LINKS)
      .map(({ path, line }) => `[${path.slice('reference/'.length)}:${String(line)}](/source/${path}#L${String(line)})`);
    const rest = places.length > MOST_LINKS ? [`and ${String(places.length - MOST_LINKS)} more`] : [];
    return [`Model: ${[...links, ...rest].join(', ')}`, ''];
  }

  /** A page for each file of vectors. */
  writeTopics(): void {
    const urls = this.urls();
    const topics = [...groupBy(this.suite.vectors, ({ id }) => topicOf(id))];
    for (const [topic, vectors] of topics) {
      const file = `vectors/${topic}.json`;
      this.site.copy(file);
      const rows = vectors.map(({ id, title, requirements }) => {
        const slug = id.slice(topic.length + 1);
        const cited = requirements.map((each) => `[${each}](${urls[each] ?? ''})`).join(' ');
        return `| <a id="${slug}"></a>\`${slug}\` | ${plain(title)} | ${cited} |`;
      });
      const requires = groupBy(vectors, (vector) => vector.requires);
      const needs = requires.size === 1 && vectors[0]?.requires !== '' ? [`All need \`${vectors[0]?.requires ?? ''}\`.`, ''] : [];
      this.site.page(
        `topics/${topic}.md`,
        [
          `# ${topic}`,
          '',
          `${String(vectors.length)} vectors, in [${file}](/files/${file}). \`vtd run '${topic}/*'\` runs them, \`vtd show ${vectors[0]?.id ?? topic}\` explains one.`,
          '',
          ...needs,
          '| vector | states | checks |',
          '| --- | --- | --- |',
          ...rows,
        ].join('\n'),
        { search: false, aside: false, pageClass: 'wide' },
      );
    }
    const groups = [...groupBy(topics, ([topic]) => topic.split('/')[0] ?? '')];
    const list = groups.flatMap(([name, members]) => [
      `## ${name}`,
      '',
      ...members.map(([topic, { length }]) => `- [${topic}](/topics/${topic}), ${String(length)}`),
      '',
    ]);
    const intro = `${String(this.suite.vectors.length)} vectors in ${String(topics.length)} files.`;
    this.site.page('topics/index.md', ['# Vectors by topic', '', intro, '', ...list].join('\n'), { search: false });
    this.site.sidebars['/topics/'] = [
      { text: 'All topics', link: '/topics/' },
      ...groups.map(([name, members]): Item => {
        const items = members.map(([topic]) => ({ text: topic.slice(name.length + 1) || name, link: `/topics/${topic}` }));
        return { text: name, collapsed: true, items };
      }),
    ];
  }
}
