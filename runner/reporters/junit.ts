/**
 * JUnit XML, which most CI systems show: a suite for each subject and topic, a case for each vector. A known failure
 * is a skipped case, because the format has no other word for "not passed, and that is as it should be".
 */
import XMLBuilder from 'fast-xml-builder';
import picocolors from 'picocolors';
import type { RequirementLookup } from '../requirements.js';
import type { Report, SubjectReport, VectorResult } from '../result.js';
import { cut, oneLine, visible } from './escape.js';
import { failureLines } from './failure-text.js';
import { headline, resultName, subjectLabels, topicOf } from './findings.js';
import type { Output, Reporter, ReporterContext } from './reporter.js';

/** Attributes carry `@`. All text has gone through `visible` or `oneLine`, so the builder has only markup to escape. */
type Element = Record<string, unknown>;

const PLAIN = picocolors.createColors(false);
const LONGEST_MESSAGE = 400;

export function junitReporter(output: Output, { lookUp }: ReporterContext): Reporter {
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    // A subject called "true" is no boolean.
    suppressBooleanAttributes: false,
    suppressEmptyNode: true,
    format: true,
  });
  return {
    onEnd(report) {
      output.write(`<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: suites(report, lookUp) })}`);
    },
  };
}

function suites(report: Report, lookUp: RequirementLookup): Element {
  const labels = subjectLabels(report.subjects);
  const testsuite = report.subjects.flatMap((subject, i) => {
    const own = report.results.filter((result) => result.subject === i);
    return [...byTopic(own)].map(([topic, results]) => suite(report, subject, `${labels[i] ?? ''} ${topic}`, results, lookUp));
  });
  return { '@name': 'VT-d conformance', ...totals(report.results), testsuite };
}

function byTopic(results: readonly VectorResult[]): Map<string, VectorResult[]> {
  const topics = new Map<string, VectorResult[]>();
  for (const result of results) {
    const topic = topicOf(result.id);
    const group = topics.get(topic);
    if (group === undefined) topics.set(topic, [result]);
    else group.push(result);
  }
  return topics;
}

function suite(report: Report, subject: SubjectReport, name: string, results: readonly VectorResult[], lookUp: RequirementLookup): Element {
  const { capabilities: claims } = subject;
  return {
    '@name': name,
    ...totals(results),
    '@timestamp': oneLine(report.started),
    properties: {
      property: [
        property('suite', `${report.suite.version} ${report.suite.hash}`),
        property('specification', report.suite.specification),
        property('adapter', subject.adapter),
        property('profile', subject.profile),
        ...(claims === null ? [] : [property('VER', claims.ver), property('CAP', claims.cap), property('ECAP', claims.ecap)]),
        ...subject.notes.map((note) => property('note', note)),
        ...(report.interrupted ? [property('interrupted', 'the run ended before all vectors were tried')] : []),
      ],
    },
    testcase: results.map((result) => testcase(result, subject, name, lookUp)),
  };
}

function property(name: string, value: string): Element {
  return { '@name': name, '@value': oneLine(value) };
}

function testcase(result: VectorResult, subject: SubjectReport, classname: string, lookUp: RequirementLookup): Element {
  const { id } = result;
  const properties = [
    ...result.requirements.map((requirement) => property('requirement', requirement)),
    ...(result.profile === undefined ? [] : [property('profile', result.profile)]),
    ...(result.chosen ?? []).map((name) => property('chosen', name)),
  ];
  return {
    '@name': resultName({ ...result, id: id.slice(id.lastIndexOf('/') + 1) }, subject),
    '@classname': classname,
    '@time': seconds(result.durationMs),
    properties: { property: properties },
    ...verdict(result, lookUp),
  };
}

function verdict(result: VectorResult, lookUp: RequirementLookup): Element {
  const { outcome } = result;
  const named = { '@type': outcome, '@message': cut(headline(result), LONGEST_MESSAGE) };
  switch (outcome) {
    case 'pass':
      return {};
    case 'skipped':
      return { skipped: named };
    case 'known-fail':
      return { skipped: { ...named, '@message': `known failure: ${oneLine(result.reason ?? '')}` } };
    default: {
      const text = [oneLine(result.id), ...failureLines(result, lookUp, PLAIN, Infinity)].map(visible).join('\n');
      return { [isFailure(outcome) ? 'failure' : 'error']: { ...named, '#text': `\n${text}\n` } };
    }
  }
}

/** The subject answered, and wrongly; otherwise it did not answer as it should. */
function isFailure(outcome: VectorResult['outcome']): boolean {
  return outcome === 'fail' || outcome === 'unexpected-pass';
}

function totals(results: readonly VectorResult[]): Element {
  let [failures, errors, skipped, time] = [0, 0, 0, 0];
  for (const { outcome, durationMs } of results) {
    time += durationMs;
    if (isFailure(outcome)) failures++;
    else if (outcome === 'skipped' || outcome === 'known-fail') skipped++;
    else if (outcome !== 'pass') errors++;
  }
  return { '@tests': results.length, '@failures': failures, '@errors': errors, '@skipped': skipped, '@time': seconds(time) };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(6);
}
