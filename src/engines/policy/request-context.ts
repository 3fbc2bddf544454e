/** What is known about a request: condition keys in lower case, each with its values (an absent key has no entry). */
export type RequestContext = ReadonlyMap<string, readonly string[]>
