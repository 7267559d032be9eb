/** Stryker loads plugins as JavaScript, in the process that runs the tests; from here on TypeScript is loaded as it stands. */
import { register } from 'tsx/esm/api';

register();
export const { strykerPlugins } = await import('./vector-runner.ts');
