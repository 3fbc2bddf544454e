/** What documents of Swagger 2.0 and OpenAPI 3 say alike, whichever kind of API is made of them. */
export { type BasePathRule, prefixOf, serverPath } from './base-path.ts'
export { listOr, objectOr } from './values.ts'
export { methodsByWord } from './words.ts'
