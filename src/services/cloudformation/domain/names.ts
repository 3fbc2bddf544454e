/** Names of physical resources, as CloudFormation makes them for templates that give none. */

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const seedCharacters = 12

/**
 * `stack-LogicalId-1XYZ...`: stack and logical id are cut so that the whole has at most `max` characters.
 * Source: Template Reference, "Name Type"; where names are too long, observed on AWS: each of both keeps about half of the room.
 */
export function physicalName(
  { stackName, logicalId, seed }: { stackName: string; logicalId: string; seed: string },
  { max = 64, lowerCase = false, suffix = '' }: { max?: number; lowerCase?: boolean; suffix?: string } = {},
): string {
  const end = `${nameSuffix(seed)}${suffix}`
  const room = max - end.length - 2
  const name = room < 2 ? end.slice(0, max) : [...shortened(stackName, logicalId, room), end].join('-')
  return lowerCase ? name.toLowerCase() : name
}

/** Twelve letters and digits out of a seed (hexadecimal text, at least 16 digits). */
export function nameSuffix(seed: string): string {
  let rest = BigInt(`0x${seed.replaceAll('-', '').slice(0, 24)}`)
  let text = ''
  for (let count = 0; count < seedCharacters; count++) {
    text += alphabet[Number(rest % 36n)]
    rest /= 36n
  }
  return text
}

function shortened(stackName: string, logicalId: string, room: number): [string, string] {
  if (stackName.length + logicalId.length <= room) return [stackName, logicalId]
  const half = Math.floor(room / 2)
  if (stackName.length <= half) return [stackName, logicalId.slice(0, room - stackName.length)]
  if (logicalId.length <= half) return [stackName.slice(0, room - logicalId.length), logicalId]
  return [stackName.slice(0, room - half), logicalId.slice(0, half)]
}
