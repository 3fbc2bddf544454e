/** What goes with a function, or with one of its versions or aliases, of what this part of the service keeps. */
import type { Atomic, Page, PageSelector, Store, Stored } from '../../store/index.ts'
import { eventInvokeConfigs } from './event-invoke-configs.ts'
import { dropEvents } from './event-queues.ts'
import { functionUrls } from './function-urls.ts'
import { provisionedConcurrencies } from './provisioned-concurrency.ts'
import type { FunctionRecord } from './records.ts'
import { recursionConfigs } from './recursion.ts'
import { runtimeManagements } from './runtime-management.ts'

/** Adds to the deletion of a function, or with `qualifier` of a version or alias. */
export async function deleteEventRecords(
  commit: Atomic,
  store: Store,
  record: FunctionRecord,
  qualifier?: string,
): Promise<void> {
  await removeAll(commit, store, eventInvokeConfigs, record, qualifier)
  await removeAll(commit, store, functionUrls, record, qualifier)
  await removeAll(commit, store, provisionedConcurrencies, record, qualifier)
  await removeAll(commit, store, runtimeManagements, record, qualifier)
  if (qualifier !== undefined) return
  await removeAll(commit, store, recursionConfigs, record)
  await dropEvents(commit, store, record)
}

/** A collection, as far as this goes. */
interface Listed<T> {
  list(store: Store, selector: PageSelector): Promise<Page<T>>
  remove(commit: Atomic, stored: Stored<T>): void
}

/** Removes the records of a function, or those of one qualifier. There are few for each function. */
async function removeAll<T>(
  commit: Atomic,
  store: Store,
  records: Listed<T>,
  { accountId, region, name }: FunctionRecord,
  qualifier?: string,
): Promise<void> {
  const prefix = [accountId, region, name, ...(qualifier === undefined ? [] : [qualifier])]
  for (const stored of (await records.list(store, { prefix })).items) records.remove(commit, stored)
}
