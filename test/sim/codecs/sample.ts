import { type RandomSource, randomBelow } from '../../../src/base/random.ts'
import type { Member, Shape, StructureShape } from '../../../src/models/index.ts'

/** Some value of a structure: most members, small lists, three levels deep. */
export function sample(random: RandomSource, shape: StructureShape, depth = 3): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  if (shape.type === 'union') {
    const [first] = shape.members.toSorted((a, b) => Number(isDeep(a.shape)) - Number(isDeep(b.shape)))
    return first ? { [first.name]: value(random, first, depth) } : {}
  }
  const members = shape.members.filter((member) => member.required || randomBelow(random, 3) > 0)
  for (const member of members) {
    if (depth > 0 || !isDeep(member.shape)) result[member.name] = value(random, member, depth)
  }
  return result
}

function isDeep(shape: Shape): boolean {
  return shape.type === 'structure' || shape.type === 'union' || shape.type === 'list' || shape.type === 'map'
}

function value(random: RandomSource, { shape }: Member, depth: number): unknown {
  switch (shape.type) {
    case 'structure':
    case 'union':
      return sample(random, shape, depth - 1)
    case 'list':
      return depth > 0 || !isDeep(shape.member.shape) ? [value(random, shape.member, depth - 1)] : []
    case 'map':
      return depth > 0 || !isDeep(shape.value.shape) ? { key: value(random, shape.value, depth - 1) } : {}
    case 'number':
    case 'bigInteger':
    case 'bigDecimal':
      return randomBelow(random, 100)
    case 'boolean':
      return randomBelow(random, 2) === 1
    case 'timestamp':
      return new Date(randomBelow(random, 2 ** 31) * 1000)
    case 'blob':
      return random.bytes(randomBelow(random, 9))
    case 'document':
      return { a: [1, 'b', null] }
    case 'string':
      return 'text'
  }
}
