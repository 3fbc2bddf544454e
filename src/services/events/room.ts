import { type HttpClient, httpClient } from './adapters/http-client.ts'
import { RuleBook } from './rule-book.ts'

/** What the parts of this service share on one node. */
export interface EventsRoom {
  readonly ruleBook: RuleBook
  readonly http: HttpClient
}

export function createRoom(): EventsRoom {
  return { ruleBook: new RuleBook(), http: httpClient }
}
