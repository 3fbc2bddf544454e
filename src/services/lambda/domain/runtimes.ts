/**
 * The runtimes that functions may have. Source: Lambda Developer Guide, "Lambda runtimes" (supported, deprecated and blocked
 * ones), and "Improving startup performance with Lambda SnapStart".
 */

/** Runtimes that functions may be created with. */
export const currentRuntimes: readonly string[] = [
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
  'nodejs26.x',
  'python3.9',
  'python3.10',
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.14',
  'python3.15',
  'java8.al2',
  'java8.al2023',
  'java11',
  'java11.al2023',
  'java17',
  'java17.al2023',
  'java21',
  'java25',
  'dotnet8',
  'dotnet10',
  'ruby3.2',
  'ruby3.3',
  'ruby3.4',
  'ruby4.0',
  'provided.al2',
  'provided.al2023',
]

/** Runtimes that existed and may no longer be chosen, for new functions or for present ones. */
export const blockedRuntimes: readonly string[] = [
  'nodejs',
  'nodejs4.3',
  'nodejs4.3-edge',
  'nodejs6.10',
  'nodejs8.10',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'nodejs16.x',
  'nodejs18.x',
  'python2.7',
  'python3.6',
  'python3.7',
  'python3.8',
  'java8',
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'dotnet6',
  'ruby2.5',
  'ruby2.7',
  'go1.x',
  'provided',
]

/** What is recommended in the place of a blocked runtime of this family; of others AWS names none. */
const successors: ReadonlyArray<readonly [family: string, successor: string]> = [['nodejs', 'nodejs24.x']]

/** Why a runtime may not be used, in AWS's words; undefined when it may. */
export function runtimeRefusal(runtime: string): string | undefined {
  if (currentRuntimes.includes(runtime)) return undefined
  if (!blockedRuntimes.includes(runtime)) return unknownRuntime(runtime)
  const successor = successors.find(([family]) => runtime.startsWith(family))?.[1]
  const advice = successor === undefined ? 'a supported runtime' : `the new runtime (${successor})`
  return `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use ${advice} while creating or updating functions.`
}

/** AWS's words for a runtime that nobody knows. The order of AWS's list is that of a set. */
export function unknownRuntime(runtime: string): string {
  return `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${currentRuntimes.join(', ')}] or be a valid ARN`
}

/** Whether functions of this runtime may use SnapStart. */
export function snapStarts(runtime: string): boolean {
  const java = /^java(\d+)(?:\.al2023)?$/.exec(runtime)
  if (java) return Number(java[1]) >= 11
  const python = /^python3\.(\d+)$/.exec(runtime)
  if (python) return Number(python[1]) >= 12
  const dotnet = /^dotnet(\d+)$/.exec(runtime)
  return dotnet !== null && Number(dotnet[1]) >= 8
}
