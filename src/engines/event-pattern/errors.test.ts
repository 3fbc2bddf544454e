import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileEventPattern, EventPatternError } from './index.ts'

/**
 * What AWS answered to TestEventPattern on 29 November and 5 December 2024, as a public project recorded it: the pattern, the
 * reason, and the column where there is one. Errors inside a list of `anything-but` name their place twice.
 */
const answers: ReadonlyArray<readonly [pattern: string, reason: string, column?: number, times?: number]> = [
  ['{"int": 42}', '"int" must be an object or an array', 11],
  ['{"string": "my-value"}', '"string" must be an object or an array', 13],
  ['{"detail": {"equal": [{"NUMERIC": ["=", 5]}]}}', 'Unrecognized match type NUMERIC', 36],
  ['{"my_key": [{"EXISTS": true}]}', 'Unrecognized match type EXISTS', 28],
  ['{"resources": []}', 'Empty arrays are not allowed', 17],
  ['{"detail": {"c-count": [{"numeric": [">", 0, ">", 0]}]}}', 'Bad numeric range operator: >', 49],
  ['{"detail": {"c-count": [{"numeric": [">", 0, "<"]}]}}', 'Value of < must be numeric', 50],
  [
    '{"detail-type": [{"equals-ignore-case": ["ec2 instance state-change notification"]}]}',
    'equals-ignore-case match pattern must be a string',
    42,
  ],
  [
    '{"detail-type": [{"equals-ignore-case": {"prefix": "ec2"}}]}',
    'equals-ignore-case match pattern must be a string',
    42,
  ],
  [
    '{"detail": {"state": [{"anything-but": {"equals-ignore-case": 123}}]}}',
    'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
    66,
  ],
  [
    '{"detail": {"state": [{"anything-but": {"equals-ignore-case": [123, 456]}}]}}',
    'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
    67,
    2,
  ],
  [
    '{"detail": {"state": [{"anything-but": {"wildcard": [123, "*/dir/*"]}}]}}',
    'wildcard match pattern must be a string',
    57,
    2,
  ],
  [
    '{"detail": {"FilePath": [{"anything-but": {"wildcard": 123}}]}}',
    'wildcard match pattern must be a string',
    59,
  ],
  [
    '{"detail": {"FileName": [{"anything-but": {"suffix": [123, ".txt"]}}]}}',
    'prefix/suffix match pattern must be a string',
    58,
    2,
  ],
  [
    '{"detail": {"state": [{"anything-but": {"prefix": 123}}]}}',
    'prefix/suffix match pattern must be a string',
    54,
  ],
  [
    '{"detail": {"FileName": [{"anything-but": {"prefix": {"equals-ignore-case": "file"}}}]}}',
    'Value of anything-but must be an array or single string/number value.',
    55,
  ],
  ['{"EventBusArn": [{"wildcard": 123}]}', 'wildcard match pattern must be a string', 34],
  ['{"time": [{"prefix": ["2022-07-13"]}]}', 'prefix match pattern must be a string', 23],
  ['{"time": [{"prefix": 123}]}', 'prefix match pattern must be a string', 25],
  ['{"FileName": [{"suffix": [".png"]}]}', 'suffix match pattern must be a string', 27],
  ['{"detail": {"sourceIPAddress": [{"cidr": ["bad-type"]}]}}', 'prefix match pattern must be a string', 43],
  ['{"ip": [{"cidr": "10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
  ['{"ip": [{"cidr": "10.0.0.0/x"}]}', 'Malformed CIDR, mask bits must be an integer'],
  ['{"ip": [{"cidr": "xx.11.xx/24"}]}', 'Nonstandard IP address: xx.11.xx'],
  ['{"ip": [{"cidr": "xxxx:db8:1234:1a00::/64"}]}', 'Nonstandard IP address: xxxx:db8:1234:1a00::'],
  [
    '{"EventBusArn": [{"wildcard": "*:*:*:*:*:event-bus/*"}]}',
    'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
  ],
  ['{"b": [{"wildcard": "a:**:c"}]}', 'Consecutive wildcard characters at pos 3', 29],
  ['["not", "a", "dict", "but valid json"]', 'Filter is not an object', 2],
  [
    'this is valid json but not a dict',
    "Unrecognized token 'this': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    5,
  ],
  [
    '{"not": closed mark"',
    "Unrecognized token 'closed': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    15,
  ],
  [
    "{'bad': 'quotation'}",
    "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
    2,
  ],
]

describe('patterns that AWS refuses', () => {
  for (const [pattern, reason, column, times = 1] of answers) {
    it(pattern, () => {
      const place = `\n at [Source: (String)"${pattern}"; line: 1, column: ${column}]`
      const message = column === undefined ? reason : reason + place.repeat(times)
      assert.throws(() => compileEventPattern(pattern), { name: 'EventPatternError', message })
    })
  }

  it('name the line, and of a long pattern the beginning', () => {
    const pattern = `{\n  "a": ["${'x'.repeat(600)}"],\n  "b": 1\n}`
    assert.throws(
      () => compileEventPattern(pattern),
      (error: Error) =>
        error.message.endsWith(`"[truncated ${pattern.length - 500} chars]; line: 3, column: 9]`),
    )
  })

  it('are refused whatever is wrong with them', () => {
    const texts = [
      '',
      '{',
      '{}',
      '{"a"',
      '{"a":',
      '{"a":[',
      '{"a":["',
      '{"a":["\\u12"]}',
      '{"a":["\n"]}',
      '{"a":[1 2]}',
      '{"a":[01]}',
      '{"a":[1],}',
      '{"a":[[1]]}',
      '{"a":[{}]}',
      '{"a":[{"prefix":"a","suffix":"b"}]}',
      '{"a":[{"exists":1}]}',
      '{"a":[{"anything-but":[]}]}',
      '{"a":[{"anything-but":[1,"a"]}]}',
      '{"a":[{"anything-but":{"prefix":""}}]}',
      '{"a":[{"numeric":[]}]}',
      '{"a":[{"numeric":["<",6e9]}]}',
      '{"a":[{"numeric":[">",5,"<",1]}]}',
      '{"a":[{"wildcard":"a\\\\b"}]}',
      '{"$or":[{"a":[1]}]}',
      '{"$or":{"a":[1]}}',
      '{"$or":[{"a":[1]},{"prefix":["b"]}]}',
    ]
    for (const text of texts) assert.throws(() => compileEventPattern(text), EventPatternError, text)
  })

  it('must not multiply alternatives beyond a thousand', () => {
    const or = (count: number) =>
      `"$or":[${Array.from({ length: count }, (_, index) => `{"f${index}":[1]}`).join()}]`
    assert.ok(compileEventPattern(`{"a":{${or(10)}},"b":{${or(100)}}}`))
    assert.throws(() => compileEventPattern(`{"a":{${or(11)}},"b":{${or(100)}}}`), EventPatternError)
  })
})
