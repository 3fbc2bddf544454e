import { at, bytes, type CaseTable } from './case.ts'

const form = (operation: string, parameters: string) => `Action=${operation}&Version=2020-01-08${parameters}`
const request = (id: string, parameters: string, params: object) => ({
  id,
  operation: 'Everything',
  body: form('Everything', parameters),
  params,
})
const answer = (id: string, xml: string, params: object) => ({
  id,
  operation: 'Everything',
  params,
  headers: { 'Content-Type': 'text/xml', 'x-amzn-RequestId': 'foo-id' },
  body: `<EverythingResponse xmlns="https://example.com/"><EverythingResult>${xml}</EverythingResult><ResponseMetadata><RequestId>foo-id</RequestId></ResponseMetadata></EverythingResponse>`,
})
const error = (inside: string) =>
  `<ErrorResponse xmlns="https://example.com/"><Error>${inside}</Error><RequestId>foo-id</RequestId></ErrorResponse>`

export const awsQueryCases: CaseTable = {
  model: {
    xmlNamespace: 'https://example.com/',
    operations: { Everything: { input: 'Everything', output: 'Everything' }, Nothing: {} },
    shapes: {
      Everything: {
        type: 'structure',
        members: {
          Foo: 'string',
          Bar: 'string',
          Integer: 'number',
          Double: 'number',
          Boolean: 'boolean',
          Blob: 'blob',
          Time: 'timestamp',
          Epoch: ['timestamp', { timestampFormat: 'epoch-seconds' }],
          Renamed: ['string', { xmlName: 'Other' }],
          ListArg: '[]string',
          ComplexListArg: '[]#Greeting',
          FlattenedListArg: ['[]string', { xmlFlattened: 1 }],
          ListArgWithXmlNameMember: '#Items',
          FlattenedListArgWithXmlName: ['#Items', { xmlFlattened: 1, xmlName: 'Hi' }],
          NestedLists: '[][]string',
          MapArg: '{}string',
          RenamedMapArg: ['{}string', { xmlName: 'FooMap' }],
          ComplexMapArg: '{}#Greeting',
          MapWithXmlMemberName: '#Pairs',
          FlattenedMap: ['{}string', { xmlFlattened: 1 }],
          FlattenedMapWithXmlName: ['#Pairs', { xmlFlattened: 1, xmlName: 'KVP' }],
          MapOfLists: '{}[]string',
          Nested: '#Everything',
          Union: '#Union',
        },
      },
      Greeting: { type: 'structure', members: { hi: 'string' } },
      Union: { type: 'union', members: { a: 'string', b: 'string' } },
      Items: { type: 'list', member: ['string', { xmlName: 'item' }] },
      Pairs: { type: 'map', key: ['string', { xmlName: 'K' }], value: ['string', { xmlName: 'V' }] },
      InvalidGreeting: { type: 'error', traits: { error: 'client' }, members: { Message: 'string' } },
      ComplexError: {
        type: 'error',
        traits: { error: 'client' },
        members: { TopLevel: 'string', Nested: '#Greeting' },
      },
      CustomCodeError: {
        type: 'error',
        traits: { error: 'client', awsQueryError: ['Customized', 402] },
        members: { Message: 'string' },
      },
      ServerError: { type: 'error', traits: { error: 'server' }, members: { Message: 'string' } },
    },
  },
  constraints: { Everything: { Integer: { number: 'integer' }, Double: { number: 'double' } } },
  requests: [
    request('QuerySimpleInputParamsStrings', '&Foo=val1&Bar=val2', { Foo: 'val1', Bar: 'val2' }),
    request('QuerySimpleInputParamsEscaping', '&Foo=a%20b+c%26%3D%2B%F0%9F%98%B9&Bar=', {
      Foo: 'a b c&=+\u{1f639}',
      Bar: '',
    }),
    request('QuerySimpleInputParamsStringAndBooleanTrue', '&Foo=val1&Boolean=true', {
      Foo: 'val1',
      Boolean: true,
    }),
    request('QuerySimpleInputParamsStringsAndBooleanFalse', '&Boolean=false', { Boolean: false }),
    request('QuerySimpleInputParamsInteger', '&Integer=10', { Integer: 10 }),
    request('QuerySimpleInputParamsFloat', '&Double=10.8', { Double: 10.8 }),
    request('QuerySupportsNaNFloatInputs', '&Double=NaN', { Double: Number.NaN }),
    request('QuerySupportsInfinityFloatInputs', '&Double=Infinity', { Double: Number.POSITIVE_INFINITY }),
    request('QuerySimpleInputParamsBlob', '&Blob=dmFsdWU%3D', { Blob: bytes('value') }),
    request('QueryTimestampsInput', '&Time=2015-01-25T08%3A00%3A00Z&Epoch=1422172800', {
      Time: at(1_422_172_800),
      Epoch: at(1_422_172_800),
    }),
    request('QueryXmlNameOnMember', '&Other=a', { Renamed: 'a' }),
    request('NestedStructures', '&Nested.Foo=a&Nested.Nested.Bar=b', {
      Nested: { Foo: 'a', Nested: { Bar: 'b' } },
    }),
    request(
      'QueryLists',
      '&ListArg.member.1=foo&ListArg.member.2=bar&ListArg.member.3=baz&ComplexListArg.member.1.hi=hello&ComplexListArg.member.2.hi=hola',
      { ListArg: ['foo', 'bar', 'baz'], ComplexListArg: [{ hi: 'hello' }, { hi: 'hola' }] },
    ),
    request('ListsInAnyOrder', '&ListArg.member.10=j&ListArg.member.2=b&ListArg.member.1=a', {
      ListArg: ['a', 'b', 'j'],
    }),
    request(
      'ListsWithHugeIndices',
      '&ListArg.member.999999999=b&ListArg.member.99999999999999=c&ListArg.member.1=a',
      { ListArg: ['a', 'b'] },
    ),
    request('EmptyQueryLists', '&ListArg=', { ListArg: [] }),
    request('FlattenedQueryLists', '&FlattenedListArg.1=A&FlattenedListArg.2=B', {
      FlattenedListArg: ['A', 'B'],
    }),
    request(
      'QueryListArgWithXmlNameMember',
      '&ListArgWithXmlNameMember.item.1=A&ListArgWithXmlNameMember.item.2=B',
      { ListArgWithXmlNameMember: ['A', 'B'] },
    ),
    request('QueryFlattenedListArgWithXmlName', '&Hi.1=A&Hi.2=B', {
      FlattenedListArgWithXmlName: ['A', 'B'],
    }),
    request('QueryNestedLists', '&NestedLists.member.1.member.1=a&NestedLists.member.1.member.2=b', {
      NestedLists: [['a', 'b']],
    }),
    request(
      'QuerySimpleQueryMaps',
      '&MapArg.entry.1.key=foo&MapArg.entry.1.value=Foo&MapArg.entry.2.key=bar&MapArg.entry.2.value=Bar',
      { MapArg: { foo: 'Foo', bar: 'Bar' } },
    ),
    request('QuerySimpleQueryMapsWithXmlName', '&FooMap.entry.1.key=foo&FooMap.entry.1.value=Foo', {
      RenamedMapArg: { foo: 'Foo' },
    }),
    request('QueryComplexQueryMaps', '&ComplexMapArg.entry.1.key=foo&ComplexMapArg.entry.1.value.hi=Foo', {
      ComplexMapArg: { foo: { hi: 'Foo' } },
    }),
    request(
      'QueryQueryMapWithMemberXmlName',
      '&MapWithXmlMemberName.entry.1.K=foo&MapWithXmlMemberName.entry.1.V=Foo',
      { MapWithXmlMemberName: { foo: 'Foo' } },
    ),
    request(
      'QueryFlattenedQueryMaps',
      '&FlattenedMap.1.key=foo&FlattenedMap.1.value=Foo&FlattenedMap.2.key=bar&FlattenedMap.2.value=Bar',
      { FlattenedMap: { foo: 'Foo', bar: 'Bar' } },
    ),
    request('QueryFlattenedQueryMapsWithXmlName', '&KVP.1.K=foo&KVP.1.V=Foo&KVP.2.K=bar&KVP.2.V=Bar', {
      FlattenedMapWithXmlName: { foo: 'Foo', bar: 'Bar' },
    }),
    request(
      'QueryQueryMapOfLists',
      '&MapOfLists.entry.1.key=foo&MapOfLists.entry.1.value.member.1=A&MapOfLists.entry.1.value.member.2=B',
      { MapOfLists: { foo: ['A', 'B'] } },
    ),
    request(
      'MapsWithNamesOfPrototypes',
      '&MapArg.entry.1.key=__proto__x&MapArg.entry.1.value=a&MapArg.entry.2.key=constructor&MapArg.entry.2.value=b',
      { MapArg: { __proto__x: 'a', constructor: 'b' } },
    ),
    request('UnknownParametersAreDropped', '&Unknown=1&Foo=a&Unknown.member.1=2&__proto__.x=1&.=1&..=2&=3', {
      Foo: 'a',
    }),
    { id: 'QueryNoInputAndNoOutput', operation: 'Nothing', body: form('Nothing', ''), params: {} },
    {
      id: 'ParametersInTheQuery',
      operation: 'Everything',
      method: 'GET',
      uri: '/?Action=Everything&Version=2020-01-08&Foo=a',
      params: { Foo: 'a' },
    },
  ],
  answers: [
    answer(
      'QuerySimpleScalarXmlProperties',
      '<Foo>string</Foo><Integer>3</Integer><Double>6.5</Double><Boolean>true</Boolean>',
      { Foo: 'string', Integer: 3, Double: 6.5, Boolean: true },
    ),
    answer('QuerySupportsNaNFloatOutputs', '<Double>NaN</Double>', { Double: Number.NaN }),
    answer('QuerySupportsNegativeInfinityFloatOutputs', '<Double>-Infinity</Double>', {
      Double: Number.NEGATIVE_INFINITY,
    }),
    answer('QueryXmlBlobs', '<Blob>dmFsdWU=</Blob>', { Blob: bytes('value') }),
    answer('QueryXmlTimestamps', '<Time>2014-04-29T18:30:38Z</Time><Epoch>1398796238</Epoch>', {
      Time: at(1_398_796_238),
      Epoch: at(1_398_796_238),
    }),
    answer('EscapedText', '<Foo>&lt;a &amp; &quot;b&quot;&gt;&#xD;</Foo>', { Foo: '<a & "b">\r' }),
    answer('QueryXmlNameOnMember', '<Other>a</Other>', { Renamed: 'a' }),
    answer(
      'QueryXmlLists',
      '<ListArg><member>foo</member><member>bar</member></ListArg><ComplexListArg><member><hi>a</hi></member></ComplexListArg><FlattenedListArg>hi</FlattenedListArg><FlattenedListArg>bye</FlattenedListArg><ListArgWithXmlNameMember><item>foo</item></ListArgWithXmlNameMember><Hi>yep</Hi><Hi>nope</Hi><NestedLists><member><member>foo</member><member>bar</member></member><member><member>baz</member></member></NestedLists>',
      {
        ListArg: ['foo', 'bar'],
        ComplexListArg: [{ hi: 'a' }],
        FlattenedListArg: ['hi', 'bye'],
        ListArgWithXmlNameMember: ['foo'],
        FlattenedListArgWithXmlName: ['yep', 'nope'],
        NestedLists: [['foo', 'bar'], ['baz']],
      },
    ),
    answer('QueryXmlEmptyLists', '<ListArg></ListArg>', { ListArg: [] }),
    answer(
      'QueryXmlMaps',
      '<MapArg><entry><key>foo</key><value>there</value></entry></MapArg><ComplexMapArg><entry><key>foo</key><value><hi>there</hi></value></entry></ComplexMapArg><MapWithXmlMemberName><entry><K>a</K><V>A</V></entry></MapWithXmlMemberName><FlattenedMap><key>foo</key><value>Foo</value></FlattenedMap><FlattenedMap><key>baz</key><value>Baz</value></FlattenedMap><KVP><K>a</K><V>A</V></KVP>',
      {
        MapArg: { foo: 'there' },
        ComplexMapArg: { foo: { hi: 'there' } },
        MapWithXmlMemberName: { a: 'A' },
        FlattenedMap: { foo: 'Foo', baz: 'Baz' },
        FlattenedMapWithXmlName: { a: 'A' },
      },
    ),
    answer('QueryXmlMapsWithEmptyMap', '<MapArg></MapArg>', { MapArg: {} }),
    {
      id: 'QueryNoInputAndNoOutput',
      operation: 'Nothing',
      params: {},
      body: '<NothingResponse xmlns="https://example.com/"><ResponseMetadata><RequestId>foo-id</RequestId></ResponseMetadata></NothingResponse>',
    },
  ],
  errors: [
    {
      id: 'QueryInvalidGreetingError',
      error: 'InvalidGreeting',
      message: 'Hi',
      params: {},
      status: 400,
      headers: { 'Content-Type': 'text/xml' },
      body: error('<Type>Sender</Type><Code>InvalidGreeting</Code><Message>Hi</Message>'),
    },
    {
      id: 'QueryComplexError',
      error: 'ComplexError',
      message: 'Hi',
      params: { TopLevel: 'Top level', Nested: { hi: 'bar' } },
      status: 400,
      body: error(
        '<Type>Sender</Type><Code>ComplexError</Code><Message>Hi</Message><TopLevel>Top level</TopLevel><Nested><hi>bar</hi></Nested>',
      ),
    },
    {
      id: 'QueryCustomizedError',
      error: 'CustomCodeError',
      message: 'Hi',
      params: {},
      status: 402,
      body: error('<Type>Sender</Type><Code>Customized</Code><Message>Hi</Message>'),
    },
    {
      id: 'QueryCustomizedErrorByItsCode',
      error: 'Customized',
      message: 'Hi',
      params: {},
      status: 402,
      body: error('<Type>Sender</Type><Code>Customized</Code><Message>Hi</Message>'),
    },
    {
      id: 'QueryServerError',
      error: 'ServerError',
      message: 'Hi',
      params: {},
      status: 500,
      body: error('<Type>Receiver</Type><Code>ServerError</Code><Message>Hi</Message>'),
    },
    {
      id: 'QueryUnknownError',
      error: 'Throttling',
      message: 'Rate <exceeded>',
      params: {},
      status: 400,
      body: error('<Type>Sender</Type><Code>Throttling</Code><Message>Rate &lt;exceeded&gt;</Message>'),
    },
  ],
  refusals: [
    {
      id: 'WrongIntegers',
      operation: 'Everything',
      body: form('Everything', '&Integer=$'),
      values: ['a', '', '1.5', '2147483648', '0x1', '1e3', ' '],
      code: 'MalformedInput',
    },
    {
      id: 'WrongBooleans',
      operation: 'Everything',
      body: form('Everything', '&Boolean=$'),
      values: ['yes', 'TRUE', ''],
      code: 'MalformedInput',
    },
    {
      id: 'WrongTimestamps',
      operation: 'Everything',
      body: form('Everything', '&Time=$'),
      values: ['yesterday', '2015-01-25', '1422172800', ''],
      code: 'MalformedInput',
    },
    {
      id: 'WrongBlobs',
      operation: 'Everything',
      body: form('Everything', '&Blob=$'),
      values: ['a', '-_=='],
      code: 'MalformedInput',
    },
    {
      id: 'StructuresForValues',
      operation: 'Everything',
      body: form('Everything', '&Foo.member.1=$'),
      code: 'MalformedInput',
    },
    {
      id: 'WrongUnions',
      operation: 'Everything',
      body: form('Everything', '&$'),
      values: ['Union.a=1&Union.b=2', 'Union=', 'Union.c=1'],
      code: 'MalformedInput',
    },
  ],
}
