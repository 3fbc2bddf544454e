/**
 * Requests that restJson1 refuses. Left out: content types and Accept (415 and 406), which AWS's own services do not
 * look at; dates with an offset from UTC, which they take.
 */
import type { CaseTable, RefusalCase } from './case.ts'

const tooLarge = ['-9223372000000000000000', '9223372000000000000000', '123000000000000000000000']
const noNumbers = ['true', '2ABC', '0x42']
const noFinite = ['Infinity', '-Infinity', 'NaN']
const noBooleans = [
  'True',
  'TRUE',
  'y',
  'Y',
  'yes',
  'Yes',
  'YES',
  '1',
  'on',
  'On',
  'ON',
  'False',
  'FALSE',
  'n',
  'N',
  'no',
  'No',
  'NO',
  '0',
  'off',
  'Off',
  'OFF',
]
const dateTimes = ['1985-04-12T23:20:50.52Z', '1985-04-12T23:20:50Z', '1996-12-19T16:39:57-08:00']
const httpDates = ['Tue, 29 Apr 2014 18:30:38 GMT']
const epochs = ['1515531081.1234', '1515531081']
const noEpochs = ['true', '1515531081ABC', '0x42', '1515531081.123.456', 'Infinity', '-Infinity', 'NaN']
const no8601 = [
  '1996-12-19T16:39:57+00',
  '1996-12-19T16:39:57+00Z',
  '1996-12-19T16:39:57',
  '1996-12-19T163957',
  '19961219T163957Z',
  '19961219T163957',
  '19961219T16:39:57Z',
  '19961219T16:39:57',
  '1996-12-19T16:39Z',
  '1996-12-19T16:39',
  '1996-12-19T1639',
  '1996-12-19T16Z',
  '1996-12-19T16',
  '1996-12-19 16:39:57Z',
  '2011-12-03T10:15:30+01:00[Europe/Paris]',
]

const quoted = (values: readonly string[]) => values.map((value) => JSON.stringify(value))

/** One member of one type in every place that a request has. */
const members = {
  byte: 'number',
  short: 'number',
  integer: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  boolean: 'boolean',
  default: 'timestamp',
  dateTime: ['timestamp', { timestampFormat: 'date-time' }],
  httpDate: ['timestamp', { timestampFormat: 'http-date' }],
  epoch: ['timestamp', { timestampFormat: 'epoch-seconds' }],
} as const

type Name = keyof typeof members

function place(name: Name, traits: Readonly<Record<string, unknown>>) {
  const target = members[name]
  return typeof target === 'string'
    ? ([target, traits] as const)
    : ([target[0], { ...target[1], ...traits }] as const)
}

const names = Object.keys(members) as Name[]
const pathOperation = (name: string) => `Path${name[0]?.toUpperCase()}${name.slice(1)}`

function refusals(
  name: Name,
  id: string,
  inText: readonly string[],
  inBody: readonly string[],
): RefusalCase[] {
  const code = 'SerializationException'
  const json = { 'content-type': 'application/json' }
  return [
    {
      id: `RestJsonBody${id}`,
      operation: 'Anywhere',
      uri: '/Anywhere',
      headers: json,
      body: `{ "${name}" : $ }`,
      values: inBody,
      code,
    },
    {
      id: `RestJsonQuery${id}`,
      operation: 'Anywhere',
      uri: `/Anywhere?${name}=$`,
      values: inText.map(encodeURIComponent),
      code,
    },
    {
      id: `RestJsonHeader${id}`,
      operation: 'Anywhere',
      uri: '/Anywhere',
      headers: { [`x-${name}`]: '$' },
      values: inText,
      code,
    },
    {
      id: `RestJsonPath${id}`,
      operation: pathOperation(name),
      uri: `/Path/${name}/$`,
      values: inText.map(encodeURIComponent),
      code,
    },
  ]
}

const wholeNumbers = (['byte', 'short', 'integer', 'long'] as const).flatMap((name) => [
  ...refusals(name, `${name}UnderflowOverflow`, tooLarge, tooLarge),
  ...refusals(
    name,
    `${name}MalformedValueRejected`,
    [...noNumbers, ...noFinite, '1.001'],
    [...noNumbers, ...noFinite, '1.001', ...quoted(['123', ...noFinite])],
  ),
])
const floats = (['float', 'double'] as const).flatMap((name) =>
  refusals(name, `${name}MalformedValueRejected`, noNumbers, [...noNumbers, ...noFinite, '"123"']),
)
const body = (id: string, text: string, values: readonly string[] = ['']): RefusalCase => ({
  id,
  operation: 'Anywhere',
  uri: '/Anywhere',
  headers: { 'content-type': 'application/json' },
  body: text,
  values,
  code: 'SerializationException',
})

export const restJsonMalformedCases: CaseTable = {
  model: {
    operations: {
      Anywhere: { input: 'Anywhere', http: ['POST', '/Anywhere', 200] },
      ...Object.fromEntries(
        names.map((name) => [
          pathOperation(name),
          { input: pathOperation(name), http: ['POST', `/Path/${name}/{value}`, 200] as const },
        ]),
      ),
    },
    shapes: {
      Anywhere: {
        type: 'structure',
        members: {
          ...members,
          ...Object.fromEntries(names.map((name) => [`${name}InQuery`, place(name, { httpQuery: name })])),
          ...Object.fromEntries(
            names.map((name) => [`${name}InHeader`, place(name, { httpHeader: `x-${name}` })]),
          ),
          json: ['#JsonValue', { httpHeader: 'x-json' }],
          blob: 'blob',
          text: 'string',
          list: '[]string',
          map: '{}string',
          union: '#Union',
          nested: '#Anywhere',
        },
      },
      JsonValue: { type: 'simple', target: 'string', traits: { mediaType: 'application/json' } },
      Union: { type: 'union', members: { int: 'number', string: 'string' } },
      ...Object.fromEntries(
        names.map((name) => [
          pathOperation(name),
          { type: 'structure' as const, required: 1, members: { value: place(name, { httpLabel: 1 }) } },
        ]),
      ),
    },
  },
  constraints: {
    Anywhere: Object.fromEntries(
      (['byte', 'short', 'integer', 'long', 'float', 'double'] as const).flatMap((name) =>
        ['', 'InQuery', 'InHeader'].map((where) => [`${name}${where}`, { number: name }]),
      ),
    ),
    ...Object.fromEntries(
      (['byte', 'short', 'integer', 'long', 'float', 'double'] as const).map((name) => [
        pathOperation(name),
        { value: { number: name } },
      ]),
    ),
  },
  refusals: [
    ...wholeNumbers,
    ...floats,
    ...refusals('boolean', 'BooleanStringCoercion', noBooleans, [
      ...quoted(['true', 'false', ...noBooleans]),
      ...noBooleans,
    ]),
    body('RestJsonBodyTimestampDefaultRejects', '{ "default": $ }', [
      ...quoted([...dateTimes, ...epochs, ...httpDates, ...noFinite]),
      ...noEpochs,
    ]),
    body('RestJsonBodyTimestampDateTimeRejects', '{ "dateTime": $ }', [
      ...quoted([...httpDates, ...no8601]),
      ...epochs,
    ]),
    body('RestJsonBodyTimestampHttpDateRejects', '{ "httpDate": $ }', [...quoted(dateTimes), ...epochs]),
    {
      id: 'RestJsonHeaderTimestampDefaultRejects',
      operation: 'Anywhere',
      uri: '/Anywhere',
      headers: { 'x-default': '$' },
      values: [...dateTimes, ...epochs],
      code: 'SerializationException',
    },
    {
      id: 'RestJsonHeaderTimestampDateTimeRejects',
      operation: 'Anywhere',
      uri: '/Anywhere',
      headers: { 'x-dateTime': '$' },
      values: [...httpDates, ...epochs, ...no8601],
      code: 'SerializationException',
    },
    {
      id: 'RestJsonHeaderTimestampEpochRejects',
      operation: 'Anywhere',
      uri: '/Anywhere',
      headers: { 'x-epoch': '$' },
      values: [...dateTimes, ...httpDates, ...noEpochs],
      code: 'SerializationException',
    },
    {
      id: 'RestJsonPathTimestampDefaultRejects',
      operation: 'PathDefault',
      uri: '/Path/default/$',
      values: [...epochs, ...httpDates, ...no8601, ...noEpochs].map(encodeURIComponent),
      code: 'SerializationException',
    },
    {
      id: 'RestJsonPathTimestampHttpDateRejects',
      operation: 'PathHttpDate',
      uri: '/Path/httpDate/$',
      values: [...dateTimes, ...epochs].map(encodeURIComponent),
      code: 'SerializationException',
    },
    {
      id: 'RestJsonQueryTimestampDefaultRejects',
      operation: 'Anywhere',
      uri: '/Anywhere?default=$',
      values: [...epochs, ...httpDates, ...no8601, ...noEpochs].map(encodeURIComponent),
      code: 'SerializationException',
    },
    {
      id: 'RestJsonQueryTimestampEpochRejects',
      operation: 'Anywhere',
      uri: '/Anywhere?epoch=$',
      values: [...dateTimes, ...httpDates, ...noEpochs].map(encodeURIComponent),
      code: 'SerializationException',
    },
    {
      id: 'RestJsonHeaderMalformedStringInvalidBase64MediaType',
      operation: 'Anywhere',
      uri: '/Anywhere',
      headers: { 'x-json': '$' },
      values: ['xyz', 'YmxvYg=', '[][]', '-_=='],
      code: 'SerializationException',
    },
    body('RestJsonBodyMalformedBlobInvalidBase64', '{ "blob" : $ }', [
      'blob',
      '"xyz"',
      '"YmxvYg="',
      '[98, 108, 11, 98]',
      '["b", "l","o","b"]',
      '981081198',
      'true',
      '[][]',
      '-_==',
      '"-_=="',
    ]),
    body('RestJsonBodyMalformedListNullItem', '{ "list" : ["a", null, "b", "c"] }'),
    body('RestJsonBodyMalformedListUnclosed', '{ "list" : ["a", "b", "c" }'),
    body('RestJsonBodyMalformedMapNullKey', '{ "map" : { null: "abc" } }'),
    body('RestJsonBodyMalformedMapNullValue', '{ "map" : { "abc": null } }'),
    body('RestJsonInvalidJsonBody', '$', [
      '{[',
      '{ "integer": 10 }abc',
      'abc{ "integer": 10 }',
      '{ "integer": 10 // ten\n}',
      '{ "integer": 10 /* ten */ }',
      '{"integer" :\f10}',
      "{'integer': 10}",
      '{"integer": 10,}',
    ]),
    body('RestJsonTechnicallyValidJsonBody', '$', ['[{ "integer": 10}]', '10', 'null', '"text"', 'true']),
    body('RestJsonMalformedUnion', '{ "union" : $ }', [
      '{ "int": 2, "string": "three" }',
      '{ "int": 2, "unknownField": "three" }',
      '{ "int": null }',
      '{}',
      '["int"]',
      '{ "unknown": "hello" }',
    ]),
    body('RestJsonDeepNesting', '$', [
      '{"nested":'.repeat(2000) + '{}' + '}'.repeat(2000),
      '['.repeat(1_000_000),
    ]),
  ],
}
