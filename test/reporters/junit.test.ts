/** JUnit, read back by an XML parser. */
import { XMLParser } from 'fast-xml-parser';
import { SyntaxValidator } from 'fast-xml-validator';
import { describe, expect, test } from 'vitest';
import { oneLine } from '../../runner/reporters/escape.js';
import { junitReporter } from '../../runner/reporters/junit.js';
import { HOSTILE, OUTCOMES, hostileReport } from '../fixtures/hostile-report.js';
import { RULE, rendered } from '../fixtures/rendered.js';

describe('junit', () => {
  interface Case {
    '@name': string;
    '@classname': string;
    failure?: { '@message': string; '#text': string };
    error?: { '@type': string };
    skipped?: { '@message': string };
    properties: { property: { '@name': string; '@value': string }[] };
  }
  interface Suite {
    '@name': string;
    '@tests': string;
    properties: Case['properties'];
    testcase: Case[];
  }
  interface Document {
    testsuites: { '@tests': string; '@failures': string; '@errors': string; '@skipped': string; testsuite: Suite[] };
  }
  const text = rendered(junitReporter, hostileReport());
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    parseAttributeValue: false,
    parseTagValue: false,
    isArray: (name) => ['testsuite', 'testcase', 'property'].includes(name),
    processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e7 },
  });
  const { testsuites } = parser.parse(text) as Document;

  test('is well-formed', () => {
    expect(SyntaxValidator.validate(text)).toBe(true);
  });

  test('has a suite for each subject and topic, and counts', () => {
    expect(testsuites.testsuite.map((suite) => suite['@name'])).toEqual([`${oneLine(HOSTILE)} 1.0 dma/topic-0`, 'true dma/topic-1']);
    expect(testsuites).toMatchObject({ '@tests': '16', '@failures': '4', '@errors': '6', '@skipped': '4' });
    expect(testsuites.testsuite[0]?.testcase.map((each) => each['@name'])).toEqual(OUTCOMES);
  });

  test('says what differs field by field, the rule and how to repeat it', () => {
    const failure = testsuites.testsuite[1]?.testcase[1]?.failure;
    expect(failure?.['@message']).toBe('step 2: FSTS: expected 0x2, found 0x5');
    for (const part of [
      'expected 0x2  under mask 0xff03',
      'found    0x5',
      'PFO    expected 0x0, found 0x1',
      `DMA-110 (§3.4) ${RULE.statement}`,
      "repeat: vtd run 'x'",
    ]) {
      expect(failure?.['#text']).toContain(part);
    }
    // What the subject says is there, too, to the last character.
    expect(failure?.['#text']).toContain(`found    ${oneLine(HOSTILE)}\n`);
  });

  test('tells failures, errors and skips apart, and keeps what was chosen', () => {
    const notes = testsuites.testsuite[1]?.properties.property.filter((each) => each['@name'] === 'note');
    expect(notes?.[1]).toEqual({ '@name': 'note', '@value': 'true' });
    const [pass, , known, unexpected, skipped, crashed] = testsuites.testsuite[0]?.testcase ?? [];
    expect(pass?.properties.property).toContainEqual({ '@name': 'chosen', '@value': 'stale' });
    expect(known?.skipped?.['@message']).toMatch(/^known failure: known-fail because/);
    expect(unexpected?.failure).toBeDefined();
    expect(skipped?.skipped?.['@message']).toMatch(/^skipped because/);
    expect(crashed?.error?.['@type']).toBe('crashed');
  });
});
