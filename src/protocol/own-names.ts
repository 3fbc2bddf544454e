/** Whether every object seems to have a member of this name, so that only an own one counts (`constructor`). */
export function isOwnOnly(name: string): boolean {
  return inherited.has(name)
}

const inherited: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype))
