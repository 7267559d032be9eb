/** The data inside the page. */
import type { PageData } from '../../runner/reporters/html/page-data.js';

/** Unpacks what the reporter put into the page. Throws an Error that says what a reader can do. */
export async function readData(): Promise<PageData> {
  const packed = document.getElementById('data')?.textContent ?? '';
  if (packed === '') throw new Error('This page holds no results: it is the form that vtd run --reporter html=FOLDER fills.');
  if (typeof DecompressionStream === 'undefined')
    throw new Error('This browser is too old for the page (it has no DecompressionStream); any of 2023 or later will do.');
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as PageData;
}
