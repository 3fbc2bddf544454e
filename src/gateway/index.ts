/** What services that answer requests to APIs share. */
export { type Domain, domains } from './domain-names.ts'
export { OwnNames } from './own-names.ts'
