/** Random steps against a store: what is done, in terms that hold for an engine and for the model alike. */
import fc from 'fast-check'

const record = fc.constantFrom('a/1', 'a/2', 'a/3', 'b/1', 'b/2')
const log = fc.constantFrom('l/1', 'l/2')
const queue = fc.constantFrom('q/1', 'q/2')
const lease = fc.constantFrom('n/1', 'n/2')
const holder = fc.constantFrom('anna', 'bert')
const value = fc.oneof(
  fc.integer(),
  fc.string({ maxLength: 8 }),
  fc.record({ n: fc.nat(9), t: fc.array(fc.boolean(), { maxLength: 2 }) }, { noNullPrototype: true }),
)
/** Which of those seen before, counted from the newest. */
const index = fc.nat(6)
const span = fc.integer({ min: -5, max: 60 })

/** One change of a commit. Spans are from now. */
export const changeStep = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('set' as const), key: record, value, expires: fc.option(span) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('check' as const),
      key: record,
      what: fc.constantFrom('current', 'absent', 'old'),
    }),
  },
  fc.record({ type: fc.constant('delete' as const), key: record }),
  fc.record({ type: fc.constant('deleteRange' as const), prefix: fc.constantFrom('a', 'b') }),
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('append' as const),
      log,
      values: fc.array(value, { minLength: 1, maxLength: 3 }),
    }),
  },
  fc.record({ type: fc.constant('checkLog' as const), log, off: fc.constantFrom(0, 0, 1) }),
  fc.record({ type: fc.constant('trim' as const), log, before: fc.option(fc.integer({ min: 1, max: 8 })) }),
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('enqueue' as const),
      queue,
      value,
      delay: fc.option(span),
      group: fc.option(fc.constantFrom('g', 'h')),
      age: fc.option(span),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('acknowledge' as const), receipt: index }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('release' as const), receipt: index, delay: fc.option(span) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('extend' as const), receipt: index, by: span }) },
  fc.record({ type: fc.constant('purge' as const), queue, olderThan: fc.option(span) }),
  fc.record({ type: fc.constant('fence' as const), lease: index }),
)

export const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('commit' as const),
      changes: fc.array(changeStep, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('receive' as const),
      queue,
      max: fc.integer({ min: 0, max: 4 }),
      leaseMs: fc.nat(40),
      durable: fc.boolean(),
      ofThisProcess: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('advance' as const), ms: fc.nat(30) }) },
  fc.record({ type: fc.constant('acquire' as const), name: lease, holder, ttlMs: fc.nat(40) }),
  fc.record({ type: fc.constant('renew' as const), lease: index, ttlMs: fc.nat(40) }),
  fc.record({ type: fc.constant('releaseLease' as const), lease: index }),
)

type ValueOf<A> = A extends fc.Arbitrary<infer T> ? T : never
export type Step = ValueOf<typeof step>
export type ChangeStep = ValueOf<typeof changeStep>
export const keys = { records: ['a', 'b'], logs: ['l/1', 'l/2'], queues: ['q/1', 'q/2'] } as const
