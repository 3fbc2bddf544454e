/** Bodies are written in base64, as Smithy publishes them. */
import { at, bytes, type CaseTable } from './case.ts'

const base64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))
const path = (operation: string) => `/service/Cases/operation/${operation}`
const scalars = {
  byteValue: 5,
  doubleValue: 1.889,
  falseBooleanValue: false,
  floatValue: 7.625,
  integerValue: 256,
  longValue: 9873,
  shortValue: 9898,
  stringValue: 'simple',
  trueBooleanValue: true,
  blobValue: bytes('foo'),
}
const lists = {
  stringList: ['foo', 'bar'],
  integerList: [1, 2],
  booleanList: [true, false],
  timestampList: [at(1_398_796_238), at(1_398_796_238)],
  nestedStringList: [
    ['foo', 'bar'],
    ['baz', 'qux'],
  ],
  structureList: [
    { a: '1', b: '2' },
    { a: '3', b: '4' },
  ],
  blobList: [bytes('foo'), bytes('bar')],
}
const scalar = (id: string, body: string, params: object) => ({
  id,
  operation: 'Scalars',
  uri: path('Scalars'),
  body: base64(body),
  params,
})
const list = (id: string, body: string, params: object) => ({
  id,
  operation: 'Lists',
  uri: path('Lists'),
  body: base64(body),
  params,
})
const indefiniteStrings = [
  'An example indefinite string, which will be chunked, on each comma',
  'Another example indefinite string with only one chunk',
  'This is a plain string',
]

const refusal = (id: string, body: string) => ({
  id,
  operation: 'Scalars',
  uri: path('Scalars'),
  body: new Uint8Array(Buffer.from(body, 'hex')),
  code: 'SerializationException',
})
const key = (name: string, value: string) =>
  `a1${(0x60 + name.length).toString(16)}${Buffer.from(name).toString('hex')}${value}`

export const rpcV2CborCases: CaseTable = {
  model: {
    operations: {
      Scalars: { input: 'Scalars', output: 'Scalars' },
      Lists: { input: 'Lists', output: 'Lists' },
      Sparse: { input: 'Sparse', output: 'Sparse' },
      Nothing: {},
      Empty: { input: 'Empty', output: 'Empty' },
    },
    shapes: {
      Scalars: {
        type: 'structure',
        members: {
          byteValue: 'number',
          doubleValue: 'number',
          falseBooleanValue: 'boolean',
          floatValue: 'number',
          integerValue: 'number',
          longValue: 'number',
          shortValue: 'number',
          stringValue: 'string',
          trueBooleanValue: 'boolean',
          blobValue: 'blob',
          timestampValue: 'timestamp',
          union: '#Union',
          nested: '#Scalars',
        },
      },
      Union: { type: 'union', members: { a: 'string', b: 'string' } },
      Lists: {
        type: 'structure',
        members: {
          stringList: '[]string',
          integerList: '[]number',
          booleanList: '[]boolean',
          timestampList: '[]timestamp',
          nestedStringList: '[][]string',
          structureList: '[]#Pair',
          blobList: '[]blob',
          map: '{}string',
        },
      },
      Pair: { type: 'structure', members: { a: 'string', b: 'string' } },
      Sparse: {
        type: 'structure',
        members: { sparseStringMap: '#SparseMap', sparseStringList: '#SparseList' },
      },
      SparseMap: { type: 'map', key: 'string', value: 'string', traits: { sparse: 1 } },
      SparseList: { type: 'list', member: 'string', traits: { sparse: 1 } },
      Empty: { type: 'structure', members: {} },
      InvalidGreeting: { type: 'error', traits: { error: 'client' }, members: { Message: 'string' } },
      ComplexError: {
        type: 'error',
        traits: { error: 'client' },
        members: { TopLevel: 'string', Nested: '#ErrorData' },
      },
      ErrorData: { type: 'structure', members: { Foo: 'string' } },
    },
  },
  constraints: {
    Scalars: {
      byteValue: { number: 'byte' },
      doubleValue: { number: 'double' },
      floatValue: { number: 'float' },
      integerValue: { number: 'integer' },
      longValue: { number: 'long' },
      shortValue: { number: 'short' },
    },
    Lists: { 'integerList[]': { number: 'integer' } },
  },
  requests: [
    scalar(
      'RpcV2CborSimpleScalarProperties',
      'v2lieXRlVmFsdWUFa2RvdWJsZVZhbHVl+z/+OVgQYk3TcWZhbHNlQm9vbGVhblZhbHVl9GpmbG9hdFZhbHVl+kD0AABsaW50ZWdlclZhbHVlGQEAaWxvbmdWYWx1ZRkmkWpzaG9ydFZhbHVlGSaqa3N0cmluZ1ZhbHVlZnNpbXBsZXB0cnVlQm9vbGVhblZhbHVl9WlibG9iVmFsdWVDZm9v/w==',
      scalars,
    ),
    scalar(
      'RpcV2CborSimpleScalarPropertiesUsingIndefiniteLength',
      'qmlieXRlVmFsdWUFf2Zkb3VibGVlVmFsdWX/+z/+OVgQYk3Tf2VmYWxzZWdCb29sZWFuZVZhbHVl//RqZmxvYXRWYWx1ZfpA9AAAbGludGVnZXJWYWx1ZRkBAGlsb25nVmFsdWUZJpFqc2hvcnRWYWx1ZRkmqn9mc3RyaW5nZVZhbHVl/2ZzaW1wbGVwdHJ1ZUJvb2xlYW5WYWx1ZfVpYmxvYlZhbHVlQ2Zvbw==',
      scalars,
    ),
    scalar('RpcV2CborServerDoesntDeSerializeNullStructureValues', 'v2tzdHJpbmdWYWx1Zfb/', {}),
    scalar('RpcV2CborSupportsNaNFloatInputs', 'v2tkb3VibGVWYWx1Zft/+AAAAAAAAGpmbG9hdFZhbHVl+n/AAAD/', {
      doubleValue: Number.NaN,
      floatValue: Number.NaN,
    }),
    scalar('RpcV2CborSupportsInfinityFloatInputs', 'v2tkb3VibGVWYWx1Zft/8AAAAAAAAGpmbG9hdFZhbHVl+n+AAAD/', {
      doubleValue: Number.POSITIVE_INFINITY,
      floatValue: Number.POSITIVE_INFINITY,
    }),
    scalar(
      'RpcV2CborSupportsNegativeInfinityFloatInputs',
      'v2tkb3VibGVWYWx1Zfv/8AAAAAAAAGpmbG9hdFZhbHVl+v+AAAD/',
      { doubleValue: Number.NEGATIVE_INFINITY, floatValue: Number.NEGATIVE_INFINITY },
    ),
    scalar(
      'RpcV2CborIndefiniteLengthStringsCanBeDeserialized',
      'oWtzdHJpbmdWYWx1ZX94HUFuIGV4YW1wbGUgaW5kZWZpbml0ZSBzdHJpbmcscSBjaHVua2VkIG9uIGNvbW1h/w==',
      { stringValue: 'An example indefinite string, chunked on comma' },
    ),
    scalar(
      'RpcV2CborIndefiniteLengthByteStringsCanBeDeserialized',
      'oWlibG9iVmFsdWVfWCJBbiBleGFtcGxlIGluZGVmaW5pdGUtYnl0ZSBzdHJpbmcsUSBjaHVua2VkIG9uIGNvbW1h/w==',
      { blobValue: bytes('An example indefinite-byte string, chunked on comma') },
    ),
    scalar(
      'RpcV2CborSupportsUpcastingData',
      'v2tkb3VibGVWYWx1Zfk+AGpmbG9hdFZhbHVl+UegbGludGVnZXJWYWx1ZRg4aWxvbmdWYWx1ZRkBAGpzaG9ydFZhbHVlCv8=',
      { doubleValue: 1.5, floatValue: 7.625, integerValue: 56, longValue: 256, shortValue: 10 },
    ),
    scalar(
      'RpcV2CborExtraFieldsInTheBodyShouldBeSkippedByServers',
      'v2lieXRlVmFsdWUFa2RvdWJsZVZhbHVl+z/+OVgQYk3TcWZhbHNlQm9vbGVhblZhbHVl9GpmbG9hdFZhbHVl+kD0AABrZXh0cmFPYmplY3S/c2luZGVmaW5pdGVMZW5ndGhNYXC/a3dpdGhBbkFycmF5nwECA///cWRlZmluaXRlTGVuZ3RoTWFwo3J3aXRoQURlZmluaXRlQXJyYXmDAQIDeB1hbmRTb21lSW5kZWZpbml0ZUxlbmd0aFN0cmluZ3gfdGhhdCBoYXMsIGJlZW4gY2h1bmtlZCBvbiBjb21tYWxub3JtYWxTdHJpbmdjZm9vanNob3J0VmFsdWUZJw9uc29tZU90aGVyRmllbGR2dGhpcyBzaG91bGQgYmUgc2tpcHBlZP9saW50ZWdlclZhbHVlGQEAaWxvbmdWYWx1ZRkmkWpzaG9ydFZhbHVlGSaqa3N0cmluZ1ZhbHVlZnNpbXBsZXB0cnVlQm9vbGVhblZhbHVl9WlibG9iVmFsdWVDZm9v/w==',
      scalars,
    ),
    list(
      'RpcV2CborListsWithoutSetsAndEnums',
      'v2pzdHJpbmdMaXN0gmNmb29jYmFya2ludGVnZXJMaXN0ggECa2Jvb2xlYW5MaXN0gvX0bXRpbWVzdGFtcExpc3SCwftB1Nf784AAAMH7QdTX+/OAAABwbmVzdGVkU3RyaW5nTGlzdIKCY2Zvb2NiYXKCY2JhemNxdXhtc3RydWN0dXJlTGlzdIKiYWFhMWFiYTKiYWFhM2FiYTRoYmxvYkxpc3SCQ2Zvb0NiYXL/',
      lists,
    ),
    list('RpcV2CborListsEmpty', 'v2pzdHJpbmdMaXN0n///', { stringList: [] }),
    list('RpcV2CborListsEmptyUsingDefiniteLength', 'oWpzdHJpbmdMaXN0gA==', { stringList: [] }),
    list(
      'RpcV2CborIndefiniteStringInsideIndefiniteList',
      'v2pzdHJpbmdMaXN0n394HUFuIGV4YW1wbGUgaW5kZWZpbml0ZSBzdHJpbmcsdyB3aGljaCB3aWxsIGJlIGNodW5rZWQsbiBvbiBlYWNoIGNvbW1h/394NUFub3RoZXIgZXhhbXBsZSBpbmRlZmluaXRlIHN0cmluZyB3aXRoIG9ubHkgb25lIGNodW5r/3ZUaGlzIGlzIGEgcGxhaW4gc3RyaW5n//8=',
      { stringList: indefiniteStrings },
    ),
    list(
      'RpcV2CborIndefiniteStringInsideDefiniteList',
      'oWpzdHJpbmdMaXN0g394HUFuIGV4YW1wbGUgaW5kZWZpbml0ZSBzdHJpbmcsdyB3aGljaCB3aWxsIGJlIGNodW5rZWQsbiBvbiBlYWNoIGNvbW1h/394NUFub3RoZXIgZXhhbXBsZSBpbmRlZmluaXRlIHN0cmluZyB3aXRoIG9ubHkgb25lIGNodW5r/3ZUaGlzIGlzIGEgcGxhaW4gc3RyaW5n',
      { stringList: indefiniteStrings },
    ),
    {
      id: 'RpcV2CborSparseMapsSerializeNullValues',
      operation: 'Sparse',
      uri: path('Sparse'),
      body: base64('v29zcGFyc2VTdHJpbmdNYXC/Y2Zvb/b//w=='),
      params: { sparseStringMap: { foo: null } },
    },
    {
      id: 'RpcV2CborSparseListsSerializeNull',
      operation: 'Sparse',
      uri: path('Sparse'),
      body: base64('v3BzcGFyc2VTdHJpbmdMaXN0n/b//w=='),
      params: { sparseStringList: [null] },
    },
    {
      id: 'NoInputServerAllowsEmptyCbor',
      operation: 'Nothing',
      uri: path('Nothing'),
      body: base64('v/8='),
      params: {},
    },
    { id: 'NoInputServerAllowsEmptyBody', operation: 'Nothing', uri: path('Nothing'), params: {} },
    { id: 'empty_input', operation: 'Empty', uri: path('Empty'), body: base64('v/8='), params: {} },
    { id: 'empty_input_no_body', operation: 'Empty', uri: path('Empty'), params: {} },
  ],
  answers: [
    {
      id: 'RpcV2CborSimpleScalarProperties',
      operation: 'Scalars',
      params: scalars,
      headers: { 'smithy-protocol': 'rpc-v2-cbor', 'Content-Type': 'application/cbor' },
      body: base64(
        'v2lieXRlVmFsdWUFa2RvdWJsZVZhbHVl+z/+OVgQYk3TcWZhbHNlQm9vbGVhblZhbHVl9GpmbG9hdFZhbHVl+kD0AABsaW50ZWdlclZhbHVlGQEAaWxvbmdWYWx1ZRkmkWpzaG9ydFZhbHVlGSaqa3N0cmluZ1ZhbHVlZnNpbXBsZXB0cnVlQm9vbGVhblZhbHVl9WlibG9iVmFsdWVDZm9v/w==',
      ),
    },
    {
      id: 'RpcV2CborServerDoesntSerializeNullStructureValues',
      operation: 'Scalars',
      params: { stringValue: null },
      body: base64('v/8='),
    },
    {
      id: 'RpcV2CborLists',
      operation: 'Lists',
      params: lists,
      body: base64(
        'v2pzdHJpbmdMaXN0gmNmb29jYmFya2ludGVnZXJMaXN0ggECa2Jvb2xlYW5MaXN0gvX0bXRpbWVzdGFtcExpc3SCwftB1Nf784AAAMH7QdTX+/OAAABwbmVzdGVkU3RyaW5nTGlzdIKCY2Zvb2NiYXKCY2JhemNxdXhtc3RydWN0dXJlTGlzdIKiYWFhMWFiYTKiYWFhM2FiYTRoYmxvYkxpc3SCQ2Zvb0NiYXL/',
      ),
    },
    {
      id: 'RpcV2CborSparseMapsSerializeNullValues',
      operation: 'Sparse',
      params: { sparseStringMap: { foo: null } },
      body: base64('v29zcGFyc2VTdHJpbmdNYXC/Y2Zvb/b//w=='),
    },
    {
      id: 'RpcV2CborSparseListsSerializeNull',
      operation: 'Sparse',
      params: { sparseStringList: [null] },
      body: base64('v3BzcGFyc2VTdHJpbmdMaXN0n/b//w=='),
    },
    {
      id: 'no_output',
      operation: 'Nothing',
      params: {},
      headers: { 'smithy-protocol': 'rpc-v2-cbor' },
      forbidden: ['Content-Type'],
    },
    {
      id: 'empty_output',
      operation: 'Empty',
      params: {},
      headers: { 'Content-Type': 'application/cbor' },
      body: base64('v/8='),
    },
  ],
  errors: [
    {
      id: 'RpcV2CborInvalidGreetingError',
      error: 'InvalidGreeting',
      message: 'Hi',
      params: {},
      status: 400,
      headers: { 'smithy-protocol': 'rpc-v2-cbor' },
      body: Buffer.concat([
        base64('omZfX3R5cGV4I2NvbS5hbWF6b25hd3MuY2FzZXMjSW52YWxpZEdyZWV0aW5n'),
        base64('Z01lc3NhZ2ViSGk='),
      ]),
    },
    {
      id: 'RpcV2CborComplexError',
      error: 'ComplexError',
      params: { TopLevel: 'Top level', Nested: { Foo: 'bar' } },
      status: 400,
    },
  ],
  refusals: [
    refusal('Nothing', 'ff'),
    refusal('CutOff', 'bf'),
    refusal('CutOffMap', 'a1'),
    refusal('NoMap', '80'),
    refusal('Bytes after the end', 'a0a0'),
    refusal('Huge length of a list', '9bffffffffffffffff'),
    refusal('Huge length of a text', '7bffffffffffffffff'),
    refusal('Huge length of a map', 'bbffffffffffffffff'),
    refusal('Keys that are no text', 'a10101'),
    refusal('Invalid UTF-8', key('stringValue', '61ff')),
    refusal('Unknown simple values', key('stringValue', 'e0')),
    refusal('Wrong type of a text', key('stringValue', '01')),
    refusal('Wrong type of a number', key('integerValue', '6161')),
    refusal('Too large', key('integerValue', '1a80000000')),
    refusal('Fraction', key('integerValue', 'f93e00')),
    refusal('Wrong type of bytes', key('blobValue', '6161')),
    refusal('Wrong timestamp', key('timestampValue', 'c16161')),
    refusal('Timestamp beyond time', key('timestampValue', 'c1fb7e37e43c8800759c')),
    refusal('Empty union', key('union', 'a0')),
    refusal('Union of two', key('union', 'a2616161786162 6178'.replaceAll(' ', ''))),
    refusal('Union of an unknown', key('union', 'a161636178')),
    refusal('Too deep', `${key('nested', '').repeat(1100)}a0`),
    refusal('Deep lists', '81'.repeat(100_000)),
    refusal('Break in a list', '8101ff'.slice(0, 4) + 'ff'),
    refusal('Piece of another kind', key('stringValue', '7f4161ff')),
    refusal('Nested indefinite strings', key('stringValue', '7f7fffff')),
  ],
}
