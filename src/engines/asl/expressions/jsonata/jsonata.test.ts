import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../../../base/json.ts'
import { compileOne, diagnosticsOf, outcome, scopeOf } from '../../testing/scope.ts'
import type { Scope } from '../types.ts'

function evaluate(output: Json, input: Json = {}, more: Partial<Scope> = {}): Promise<unknown> {
  const state = compileOne({ Type: 'Pass', QueryLanguage: 'JSONata', Output: output })
  return outcome(() => state.output?.evaluate(scopeOf(input, more)))
}

const results: readonly (readonly [string, Json])[] = [
  ['$states.input.order.id', 7],
  ['$states.input.items.n', [3, 9]],
  ['$sum($states.input.items.n)', 12],
  ['$states.input.items[n > 3].k', 'b'],
  ['$states.input.items[n > 3].k[]', ['b']],
  ["{'a': $limit, 'n': $states.input.none}", { a: 5, n: null }],
  ['$states.context.Execution.Name', 'one'],
  ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
  ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
  ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
  ['$range(3, 3, 1)', 3],
  ["$hash('Hello', 'SHA-1')", 'f7ff9e8b7bb2e09b70935a5d785e0cc5d9d0abf0'],
  ['$parse(\'{"b":1,"a":2}\')', { b: 1, a: 2 }],
  // What AWS answered for these seeds.
  ['$random(42)', 0.7275636800328681],
  ['$random(0.9)', 0.730967787376657],
  ['$random()', 0.5],
  ['$uuid()', '00000000-0000-4000-8000-000000000000'],
  ['$millis()', 1_700_000_000_000],
  ['$now()', '2023-11-14T22:13:20.000Z'],
  ["$now('[Y0001]')", '2023'],
  ['$shuffle([1,2,3,4])', [1, 4, 2, 3]],
  ['$distinct([1,1,"1",{"a":1,"b":2},{"b":2,"a":1}])', [1, '1', { a: 1, b: 2 }]],
  ["$pad('x', -3, '#')", '##x'],
  ["$join(['a','b'], '-')", 'a-b'],
  ['1/0', 'Infinity'],
  ['"text"', 'text'],
  ['null', null],
  ["$replace('john smith', /(\\w+)\\s(\\w+)/, '$2, $1')", 'smith, john'],
  ["$contains('abc', /B/i)", true],
  ['$count($match("a1b22", /[0-9]+/))', 2],
  ["$split('a, b,c', /,\\s*/)", ['a', 'b', 'c']],
  ['($f := function($n){ $n <= 1 ? 1 : $n * $f($n - 1) }; $f(5))', 120],
]

const input = {
  order: { id: 7 },
  items: [
    { n: 3, k: 'a' },
    { n: 9, k: 'b' },
  ],
  none: null,
}

for (const [source, expected] of results)
  test(source, async () => {
    deepEqual(await evaluate(`{% ${source} %}`, input, { variables: { limit: 5 } }), expected)
  })

test('a walk through objects answers at once, as the library does', async () => {
  const state = compileOne({
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    Output: { v: ['{% $states.input.order %}', 1] },
  })
  deepEqual(state.output?.evaluate(scopeOf(input)), { v: [{ id: 7 }, 1] })
  const one = compileOne({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.l %}' })
  for (const l of [[1], [[1]], [1, 2], [[]], [{ a: 1 }]]) {
    const longer = compileOne({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% ($states.input.l) %}' })
    deepEqual(await one.output?.evaluate(scopeOf({ l })), await longer.output?.evaluate(scopeOf({ l })))
  }
})

const failures: readonly (readonly [string, string])[] = [
  ['$states.input.missing', ' returned nothing (undefined).'],
  ['function($x){ $x }', ' returned an unsupported result type.'],
  [
    "$sum(['a'])",
    ' threw an error during evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"',
  ],
  ['$eval("1+1")', ' threw an error during evaluation. T1006: Attempted to invoke a non-function'],
  [
    '[1..900000] ~> $count()',
    ' threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage',
  ],
  [
    '$range(1, 360146, 1)',
    ' threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage',
  ],
  [
    '($f := function($x){ 1 + $f($x) }; $f(1))',
    ' threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive. Depth=101 max=100',
  ],
  [
    '$partition([1,2,3], -1)',
    ' threw an error during evaluation. D3137: Second argument must be zero or greater',
  ],
  ['$partition([], 2)', ' returned nothing (undefined).'],
  ['$range(1, 5)', ' returned nothing (undefined).'],
  ["$hash('a')", ' returned nothing (undefined).'],
  [
    '$parse(null)',
    ' threw an error during evaluation. T0410: Argument 1 of function "parse" does not match function signature',
  ],
  [
    '$uuid(1)',
    ' threw an error during evaluation. T0410: Argument 1 of function "uuid" does not match function signature',
  ],
]

for (const [source, expected] of failures)
  test(`${source} fails in AWS’s words`, async () => {
    equal(
      await evaluate({ v: `{% ${source} %}` }, input),
      `States.QueryEvaluationError: The JSONata expression '${source}' specified for the field 'Output/v'${expected}`,
    )
  })

const memory = /memory limit exceeded/
const growing: readonly (readonly [string, RegExp])[] = [
  ['($d := function($s,$n){ $n = 0 ? $s : $d($s & $s, $n - 1) }; $length($d("aaaaaaaa", 40)))', memory],
  ['($d := function($s,$n){ $n = 0 ? $s : $d([$s, $s], $n - 1) }; $string($d("a", 60)))', memory],
  [
    '($d := function($s,$n){ $n = 0 ? $s : $d({"a": $s, "b": $s}, $n - 1) }; $d("a", 60) = $d("a", 60))',
    memory,
  ],
  ['$pad("a", 1000000000)', memory],
  ['($s := $pad("", 1000000, "a"); $join($map([1..1000], function($x){ "" & $x }), $s))', memory],
]

for (const [source, expected] of growing)
  test(`${source} is cut`, async () => {
    match(String(await evaluate(`{% ${source} %}`)), expected)
  })

test('a loop without end is cut', async () => {
  match(
    String(await evaluate('{% ($f := function($x){ $f($x) }; $f(1)) %}')),
    /Expression evaluation timeout: Check for infinite loop$/,
  )
})

test('regular expressions that would take for ever do not', async () => {
  equal(await evaluate(`{% $contains("${'a'.repeat(5_000)}!", /^(a+)+$/) %}`), false)
})

test('the first expression that fails is told', async () => {
  match(
    String(await evaluate({ a: '{% $sum([1]) %}', b: [0, '{% $states.input.x %}'], c: '{% $error("c") %}' })),
    /'Output\/b\[1\]' returned nothing/,
  )
})

test('results of the wrong type', async () => {
  const wait = compileOne({ Type: 'Wait', QueryLanguage: 'JSONata', Seconds: '{% $states.input.s %}' })
  const seconds = (s: Json) => outcome(() => wait.seconds?.evaluate(scopeOf({ s })))
  equal(await seconds(5), 5)
  equal(
    await seconds('5'),
    `States.QueryEvaluationError: The JSONata expression '$states.input.s' specified for the field 'Seconds' returned an unexpected result type. Expected 'number', but was 'string' for value: "5"`,
  )
  match(
    String(await seconds(1.5)),
    /^States\.QueryEvaluationError: The Seconds field cannot be parsed as an integer/,
  )
  const choice = compileOne({
    Type: 'Choice',
    QueryLanguage: 'JSONata',
    Choices: [{ Condition: '{% $states.input.s %}', Next: 'yes' }],
    Default: 'no',
  })
  match(
    String(await outcome(() => choice.choices[0]?.condition.evaluate(scopeOf({ s: 1 })))),
    /specified for the field 'Choices\[0\]\/Condition' returned an unexpected result type\. Expected 'boolean'/,
  )
})

test('what an expression may not name is told when the definition is read', () => {
  const told = (Output: Json) => diagnosticsOf({ Type: 'Pass', QueryLanguage: 'JSONata', End: true, Output })
  deepEqual(told({ v: '{% phone %}' }), [
    "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/A/Output/v",
  ])
  deepEqual(told('{% $$ %}'), [
    "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/A/Output",
  ])
  deepEqual(told('{% $states.errorOutput.Cause %}'), [
    "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/A/Output",
  ])
  deepEqual(told(['{% a[1,2) %}']), [
    'INVALID_JSONATA_EXPRESSION: Expected "]", got "," at /States/A/Output[0]',
  ])
  deepEqual(told('{% $map($states.input.a, function($x){ b }) %}'), [
    "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'b' at the top level is not supported. at /States/A/Output",
  ])
  deepEqual(told('{% $unknown %}'), [
    "POSSIBLY_UNDEFINED_VARIABLE: Variable 'unknown' is possibly not defined. at /States/A/Output",
  ])
  for (const fine of [
    '{% $states.input.items[value > 3].name %}',
    '{% $states.input.items^(name).{name: value} %}',
    '{% $states.input{name: $sum(value)} %}',
    '{% $states.input.a@$x.b[$x.c = d] %}',
    '{% $states.input ~> |items|{"n": m}| %}',
    '{% ($y := 1; $y + 1) %}',
  ])
    deepEqual(told(fine), [], fine)
})

test('deep nesting is refused, not fatal', () => {
  const told = diagnosticsOf({
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    End: true,
    Output: `{% ${'('.repeat(50_000)} %}`,
  })
  ok(told[0]?.startsWith('INVALID_JSONATA_EXPRESSION'))
})

test('any text is told or compiled, and gives a value or an error of a state', async () => {
  const piece = fc.constantFrom(
    ...[
      '$states.input',
      '$states',
      '$x',
      '$',
      '$$',
      'a',
      '.',
      '*',
      '**',
      '%',
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      ',',
      ':',
      ';',
    ],
    ...[
      ':=',
      '?',
      '??',
      '?:',
      '@$v',
      '#$i',
      '^',
      '<',
      '>',
      '~>',
      '|',
      '&',
      '+',
      '-',
      '/',
      '=',
      '!=',
      '..',
      ' in ',
      ' and ',
    ],
    ...[
      '1',
      '0',
      '"t"',
      'null',
      'true',
      '/a/',
      'function($n){',
      '$map(',
      '$sort(',
      '$partition(',
      '$range(',
      '$parse(',
      '$hash(',
    ],
    ...[
      '$uuid()',
      '$random(',
      '$now(',
      '$split(',
      '$formatNumber(',
      '$toMillis(',
      '$lookup(',
      '$each(',
      '$reduce(',
      '$string(',
    ],
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { minLength: 1, maxLength: 9 }),
      fc.jsonValue(),
      async (pieces, given) => {
        const output = `{% ${pieces.join('')} %}`
        const state = { Type: 'Pass', QueryLanguage: 'JSONata', End: true, Output: output }
        if (!diagnosticsOf(state).every((line) => line.startsWith('POSSIBLY'))) return
        ok(JSON.stringify(await evaluate(output, given as Json)) !== undefined)
      },
    ),
    { numRuns: 5_000 },
  )
})
