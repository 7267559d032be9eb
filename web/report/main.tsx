/** Starts the page. */
import { render } from 'preact';
import { App } from './app.js';
import { readData } from './data.js';
import { Model } from './model/model.js';
import './style.css';

const root = document.getElementById('app') as HTMLElement;

try {
  render(<App model={new Model(await readData())} />, root);
} catch (error) {
  render(
    <main>
      <h1>VT-d conformance</h1>
      <p role="alert">{error instanceof Error ? error.message : String(error)}</p>
    </main>,
    root,
  );
}
