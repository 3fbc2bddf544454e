import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../../../base/json.ts'
import { compileOne, diagnosticsOf, outcome, scopeOf } from '../../testing/scope.ts'
import { intrinsics } from './registry.ts'

async function call(text: string, input: Json = {}): Promise<unknown> {
  const { parameters } = compileOne({ Type: 'Pass', Parameters: { 'v.$': text } })
  const result = await outcome(() => parameters?.evaluate(scopeOf(input)))
  return typeof result === 'string' ? result : (result as { v: unknown }).v
}

const results: readonly (readonly [string, Json, Json?])[] = [
  ["States.Format('Hi {}, {} of {}', $.name, 1, true)", 'Hi Ann, 1 of true', { name: 'Ann' }],
  ["States.Format('{}', $.none)", 'null', { none: null }],
  ["States.Format('\\{\\} it\\'s \\\\ {}', 1.5)", "{} it's \\ 1.5"],
  ['States.Format($.template, 1)', 'n=1', { template: 'n={}' }],
  ['States.StringToJson(\'[1, "a"]\')', [1, 'a']],
  ['States.JsonToString($)', '{"a":[1]}', { a: [1] }],
  ['States.Array()', []],
  ["States.Array($.a, 'b', null, -1.5e1)", [1, 'b', null, -15], { a: 1 }],
  ['States.ArrayPartition($.a, 2)', [[1, 2], [3]], { a: [1, 2, 3] }],
  ['States.ArrayPartition($.a, 2.6)', [[1, 2], [3]], { a: [1, 2, 3] }],
  ['States.ArrayContains($.a, $.b)', true, { a: [{ x: 1, y: 2 }], b: { y: 2, x: 1 } }],
  ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
  ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
  ['States.ArrayRange(5.4, -0.6, -2.4)', [5, 3, 1]],
  ['States.ArrayRange(1.6, 1.4, 1)', [1]],
  ['States.ArrayGetItem($.a, 1)', 2, { a: [1, 2] }],
  ['States.ArrayGetItem($.a, 1.2)', 2, { a: [1, 2] }],
  ['States.ArrayGetItem($, 3)', null, []],
  ['States.ArrayLength($.a[*].b)', 0, { a: [{}] }],
  [
    'States.ArrayUnique($.a)',
    [1, '1', { a: 1 }, [['a', 1]]],
    { a: [1, 1, '1', { a: 1 }, { a: 1 }, [['a', 1]]] },
  ],
  ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
  ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
  ["States.Base64Decode('RGF0 YSB0b!yBlbmNvZGU')", 'Data to encode'],
  ["States.StringToJson('')", null],
  ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
  ["States.Hash('a', 'MD5')", '0cc175b9c0f1b6a831c399e269772661'],
  [
    'States.JsonMerge($.a, $.b, false)',
    { x: { z: 2 }, w: 1 },
    { a: { x: { y: 1 }, w: 1 }, b: { x: { z: 2 } } },
  ],
  ['States.MathRandom(1, 11)', 6],
  ['States.MathAdd(111, -1)', 110],
  ['States.MathAdd(1.6, 2.7)', 5],
  ["States.StringSplit('This.is+a,test=string', '.+,=')", ['This', 'is', 'a', 'test', 'string']],
  ['States.UUID()', '00000000-0000-4000-8000-000000000000'],
  [
    "States.Format('{}.{}', States.ArrayGetItem(States.StringSplit($.arn, '/'), 2), States.MathAdd( 1 , 2 ))",
    'c.3',
    { arn: 'a/b/c' },
  ],
  ["States.Array($['a,b)'], $.c[?(@.d == 'x')].d)", [1, ['x']], { 'a,b)': 1, c: [{ d: 'x' }] }],
]

for (const [text, expected, input] of results)
  test(text, async () => {
    deepEqual(await call(text, input), expected)
  })

test('a seed gives the same number each time', async () => {
  equal(await call('States.MathRandom(0, 1000000, 7)'), await call('States.MathRandom(0, 1000000, 7)'))
})

test('there are eighteen', () => {
  equal(intrinsics.size, 18)
})

const refusals: readonly (readonly [string, Json?])[] = [
  ["States.Format('{}')"],
  ["States.Format('{}', 1, 2)"],
  ["States.Format('{}', $.o)", { o: {} }],
  ["States.Format('}')"],
  ["States.Format('{{}}', 1)"],
  ["States.StringToJson('{')"],
  ['States.ArrayPartition(1, 2)'],
  ['States.ArrayPartition($, 0.6)', [1]],
  ['States.ArrayRange(1, 2, 0)'],
  ['States.ArrayRange(1, 1001, 1)'],
  ['States.ArrayGetItem($, 2)', [1]],
  ['States.ArrayGetItem($, -1)', [1]],
  ['States.ArrayLength(1)'],
  ['States.Base64Decode(1)'],
  ['States.Base64Encode($)', 'x'.repeat(10_001)],
  ["States.Hash('a', 'SHA3')"],
  ['States.JsonMerge($, $, true)'],
  ['States.JsonMerge(1, $, false)'],
  ['States.MathRandom(2, 1)'],
  ['States.MathRandom(1.4, 1.6)'],
  ['States.MathRandom(1, 3, null)'],
  ["States.MathAdd('1', 1)"],
  ['States.MathAdd(2147483648, 1)'],
  ['States.MathAdd(2147483647, 1)'],
  ['States.StringSplit(1, 2)'],
]

for (const [text, input] of refusals)
  test(`${text} fails`, async () => {
    match(
      String(await call(text, input)),
      /^States\.Runtime: The function '.*' had the following error: Invalid arguments in States\.\w+(?:$|: number of arguments do not match the occurrences of \{\}\.$)/s,
    )
  })

test('a thousand elements are the most of a range', async () => {
  deepEqual(((await call('States.ArrayRange(1, 1000, 1)')) as unknown[]).length, 1_000)
})

test('results that grow in each call are cut', async () => {
  const array = (depth: number): string =>
    depth === 0 ? '$' : `States.Array(${array(depth - 1)}, ${array(depth - 1)}, ${array(depth - 1)})`
  match(String(await call(array(6), 'x'.repeat(100_000))), /^States\.DataLimitExceeded: /)
})

test('what is no call is told when the definition is read', () => {
  const texts = [
    'States.Nothing()',
    'States.UUID(1)',
    'States.Array(1',
    'States.Array(1) x',
    "States.Array('a)",
    "States.Array('\\a')",
    'States.Array(a)',
    'States.Array($.)',
    'States.ArrayLength()',
    `${'States.Array('.repeat(11)}${')'.repeat(11)}`,
    'States',
    '',
  ]
  for (const text of texts)
    equal(diagnosticsOf({ Type: 'Pass', End: true, Parameters: { 'v.$': text } }).length, 1, text)
  equal(
    compileOne({ Type: 'Pass', Parameters: { 'v.$': `${'States.Array('.repeat(10)}${')'.repeat(10)}` } })
      .name,
    'A',
  )
})

test('any text is a call or told, and any call ends', async () => {
  const names = [...intrinsics.keys()]
  const piece = fc.constantFrom(...names, '(', ')', ',', "'a{}'", '1', 'null', '$', '$.a', "\\'", ' ')
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.array(piece, { maxLength: 8 }),
      fc.jsonValue(),
      async (name, pieces, input) => {
        const text = `${name}(${pieces.join('')})`
        if (diagnosticsOf({ Type: 'Pass', End: true, Parameters: { 'v.$': text } }).length === 0)
          await call(text, input as Json)
      },
    ),
    { numRuns: 2_000 },
  )
})
