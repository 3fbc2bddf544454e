/** The store as other rooms see it. Engines are opened by `app` alone. */
export { Atomic, atomic } from './atomic.ts'
export {
  Collection,
  type CollectionDefinition,
  collection,
  type IndexDefinition,
  type Page,
  type PageSelector,
  type Stored,
} from './collection.ts'
export { Remembered } from './remembered.ts'
export { changeRecords, changeRecordsAndTell, changer, type Patience } from './retrying.ts'
export { StoreArgumentError } from './store-argument-error.ts'
export type * from './types.ts'
