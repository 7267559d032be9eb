/** What every view is given. */
import type { Column, Model } from '../model/model.js';
import type { Change, Place } from '../url.js';

export interface ViewProps {
  readonly model: Model;
  /** Columns that the reader wants to see. */
  readonly shown: readonly Column[];
  readonly place: Place;
  readonly change: Change;
}
