/**
 * Mapping templates. Sources: API Gateway Developer Guide, "Mapping template and access logging variable reference" and "Mapping template
 * transformations for REST APIs"; Apache Velocity Engine, "VTL Reference"; answers of AWS that public conformance tests recorded.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { BodyNotJsonError, javaPattern, renderTemplate, TemplateError, type TemplateFacts } from './index.ts'

/** LAMBENT_TEST_SEED repeats a run. */
const chance = { seed: Number(process.env.LAMBENT_TEST_SEED ?? Date.now() % 2 ** 31), numRuns: 300 }

const photos = {
  photos: {
    page: 1,
    total: '1000',
    photo: [
      { id: '12345', owner: 'ana', title: 'Sample "1"', ispublic: true },
      { id: '23456', owner: "o'neil", title: 'Sample 2', ispublic: false },
    ],
  },
}

function facts(more: Partial<TemplateFacts> & { readonly body?: string } = {}): TemplateFacts {
  const { body = JSON.stringify(photos), ...rest } = more
  return {
    input: {
      body,
      params: {
        path: { id: '7' },
        querystring: { name: 'rex', both: 'query' },
        header: { 'Content-Type': 'application/json', both: 'header' },
      },
    },
    context: {
      stage: 'prod',
      identity: { sourceIp: '127.0.0.1' },
      authorizer: { principalId: 'me', claims: { 'cognito:groups': 'a,b' } },
    },
    stageVariables: { tone: 'dark' },
    ...rest,
  }
}

function text(template: string, more: Parameters<typeof facts>[0] = {}): string {
  return renderTemplate(template, facts(more)).text
}

describe('mapping templates', () => {
  // As Java writes numbers, whatever JavaScript can count with.
  const numbers: ReadonlyArray<readonly [string, string]> = [
    ["$input.json('$')", '{"id":9007199254740993,"one":1.0,"many":[1.0E-4,2.5,1.0E7],"n":3}'],
    ["$input.path('$.id') $input.path('$.one') $input.path('$.n')", '9007199254740993 1.0 3'],
    ["$input.path('$.many') $input.json('$..id')", '[1.0E-4,2.5,1.0E7] [9007199254740993]'],
    ["$input.json('$.many[?(@ > 2)]')", '[2.5,10000000]'],
    ["$util.parseJson('[1.0, 12345678901234567890]')", '[1.0,12345678901234567890]'],
    ['#set($n = 5.0 / 2)$n #set($n = 5 / 2)$n #set($n = 2.5 + 2.5)$n #set($n = -$n)$n', '2.5 2 5.0 -5.0'],
    [
      "#if($input.path('$.one') == 1)same#end #if($input.path('$.id') == 1)same#{else}other#end",
      'same other',
    ],
    ["#set($l = [1, 2])$l[$input.path('$.n')] $l.get(1) $input.path('$.many.max()')", ' 2 1.0E7'],
    [
      "$input.path('$.one').intValue() $input.path('$.n').doubleValue() $input.path('$.one').nothing",
      '1 3.0 ',
    ],
  ]
  for (const [template, wanted] of numbers)
    it(`numbers: ${template}`, () =>
      assert.equal(
        text(template, { body: '{"id": 9007199254740993, "one": 1.0, "many": [0.0001, 2.50, 1e7], "n": 3}' }),
        wanted,
      ))

  // "$input variables".
  const inputs: ReadonlyArray<readonly [string, string]> = [
    ["$input.json('$.photos.page')", '1'],
    ["$input.json('$.photos.photo[0].owner')", '"ana"'],
    ["$input.json('$.photos.photo[*].id')", '["12345","23456"]'],
    ['$input.json("$.photos.photo[?(@.ispublic == true)].id")', '["12345"]'],
    ["$input.json('$..owner')", '["ana","o\'neil"]'],
    ["$input.json('$.missing')", '""'],
    ["$input.path('$.photos.photo').size()", '2'],
    ["$input.path('$.photos.photo.length()')", '2'],
    ["$input.path('$.photos.photo[1].title')", 'Sample 2'],
    ["$input.path('$.photos.photo[-1].id')", '23456'],
    ["[$input.path('$.missing')]", '[]'],
    ['[$input.path("$").photos.nothing]', '[]'],
    ["$input.path('$.photos.photo[0]')", '{id=12345, owner=ana, title=Sample "1", ispublic=true}'],
    ["$input.params('id') $input.params('name') $input.params('content-type')", '7 rex application/json'],
    ["$input.params('both') [$input.params('none')]", 'query []'],
    [
      "$input.params().querystring.name $input.params().get('header').get('Content-Type')",
      'rex application/json',
    ],
    ['$stageVariables.tone $stageVariables.get("tone") [$stageVariables.none]', 'dark dark []'],
    ['$context.stage $context.identity.sourceIp "$context.identity.caller"', 'prod 127.0.0.1 ""'],
    ["$context.authorizer.claims['cognito:groups']", 'a,b'],
  ]
  for (const [template, expected] of inputs)
    it(`${template} reads what it names`, () => assert.equal(text(template), expected))

  it('write an empty body as an empty object', () => {
    assert.equal(text('$input.body', { body: '' }), '{}')
    assert.equal(text("$input.json('$')", { body: '' }), '{}')
    assert.equal(text('$input.body', { body: 'plain' }), 'plain')
  })

  it('fail where a body is asked for as JSON and is none', () => {
    assert.throws(() => text("$input.json('$.a')", { body: 'plain' }), BodyNotJsonError)
    assert.throws(() => text("$input.path('$..')"), TemplateError)
    assert.throws(() => text("$input.path('$$.a')"), TemplateError)
  })

  // "$util variables".
  const utils: ReadonlyArray<readonly [string, string]> = [
    ["$util.escapeJavaScript($input.path('$.photos.photo[1].owner'))", "o\\'neil"],
    [`$util.escapeJavaScript($input.path('$.photos.photo[1].owner')).replaceAll("\\\\'","'")`, "o'neil"],
    ["$util.escapeJavaScript($input.json('$.photos.photo[0].title'))", '\\"Sample \\\\\\"1\\\\\\"\\"'],
    [`#set($o = $util.parseJson('{"a":{"b":[1,2]}}'))$o.a.b[1]`, '2'],
    ["$util.urlEncode('a b&c=ü/')", 'a+b%26c%3D%C3%BC%2F'],
    ["$util.urlDecode('a+b%26c')", 'a b&c'],
    ["$util.base64Encode('hé')", 'aMOp'],
    ["$util.base64Decode('aMOp')", 'hé'],
    ['[$util.nothing("x")]', '[]'],
  ]
  for (const [template, expected] of utils)
    it(`${template} is ${expected}`, () => assert.equal(text(template), expected))

  // VTL Reference.
  const language: ReadonlyArray<readonly [string, string]> = [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: references of the template language.
    ['#set($a = 1)$a ${a}b $!a $!none$none', '1 1b 1 $none'],
    ['#set($a = "x")\\$a \\\\$a \\$none', '$a \\x \\$none'],
    ['US$ $5.00 $! ${ # #1 #nothing #nothing(1)', 'US$ $5.00 $! ${ # #1 #nothing #nothing(1)'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: references of the template language.
    ['#set($a = "b")#set($c = "$a ${a}s ""q"" #if(true)y#end")$c', 'b bs "q" y'],
    ["#set($a = 'raw $b ''q''')$a", "raw $b 'q'"],
    [
      '#set($m = {"k": 1, \'l\': [1, "2", {"z": null}]})$m.k $m["l"][1] $m.l.get(0) $m',
      '1 2 1 {k=1, l=[1, 2, {z=null}]}',
    ],
    ['#set($m = {})#set($m.a = 1)#set($m["b"] = 2)$m.keySet() $m.size()', '[a, b] 2'],
    ['#foreach($i in [1..3])$i$foreach.count$foreach.index#if($foreach.hasNext),#end#end', '110,221,332'],
    ['#foreach($i in [3..1])$i#end', '321'],
    [
      '#set($m = {"a": 1, "b": 2})#foreach($e in $m.entrySet())$e.key=$e.value;#end#foreach($v in $m)$v#end',
      'a=1;b=2;12',
    ],
    ['#foreach($i in [1..9])#if($i == 3)#break#end$i#end!', '12!'],
    [
      '#foreach($i in [1..2])#foreach($j in [1..2])$foreach.parent.count$foreach.count #end#end',
      '11 12 21 22 ',
    ],
    ['a#stop b', 'a'],
    ['#if(1 == 1 && "a" == \'a\' and !false)y#{else}n#end', 'y'],
    ['#if($none)a#elseif(2 > 1)b#else c#end', 'b'],
    ['#if("")y#{else}n#end#if($none)y#{else}n#end#if(0)y#end', 'yny'],
    ['#if(1 lt 2 or false)y#end#if(not (1 ge 2))z#end', 'yz'],
    ['#set($x = 7 / 2)$x#set($x = 7 % 4)$x#set($x = 2 * (3 + 4) - 1)$x#set($x = 7.0 / 0)$x', '3313'],
    ['#set($x = "a" + 1)$x', 'a1'],
    ['#macro(greet $who $how)$how, $who!#end#greet("Ana" "Hi")', 'Hi, Ana!'],
    ['#define($b)hi $who#end#set($who = "Ana")$b$b', 'hi Anahi Ana'],
    ['#[[raw $a #if]]# ## gone\nx#* all\n gone *#y', 'raw $a #if xy'],
    ['#evaluate("#set($q = 4)$q")', '4'],
    ['#set($a = 1)#set($b-c = 2)$a-$a-- $b-c-', '1-1-- 2-'],
    ['$a.b.$c (see $d.)', '$a.b.$c (see $d.)'],
  ]
  for (const [template, expected] of language)
    it(`${JSON.stringify(template)} writes ${JSON.stringify(expected)}`, () =>
      assert.equal(text(template), expected))

  // Java SE: java.lang.String, java.util.
  const methods: ReadonlyArray<readonly [string, string]> = [
    ['"a-b".toUpperCase() "aXbX".replace("X", ".") "aab".replaceAll("a+", "[$0]")', 'A-B a.b. [aa]b'],
    [
      '"a,b,,".split(",").size() "a1b22c".split("\\d+") "abc".substring(1) "abc".substring(0,2)',
      '2 [a, b, c] bc ab',
    ],
    [
      '"abc".contains("b") "abc".startsWith("a") "abc".endsWith("x") "abc".indexOf("c") "abc".length()',
      'true true false 2 3',
    ],
    ['" x ".trim().concat("y").equals("xy") "A".equalsIgnoreCase("a") "".isEmpty()', 'true true true'],
    ['"abc".matches("[a-c]+") "abc".matches("b") "abc".charAt(1)', 'true false b'],
    ['0.parseInt("12") 0.toString()', '12 0'],
    ['[1,2].contains(2) [1,2].isEmpty() [].isEmpty()', 'true false true'],
  ]
  for (const [template, expected] of methods) {
    const called = template.replaceAll(
      /(?:"(?:[^"]*)"|0|\[[\d,]*\])(?=\.[a-z])/g,
      (value) => `#set($v=${value})$v`,
    )
    it(`${template} is ${expected}`, () => assert.equal(text(called), expected))
  }

  it('leave nothing of lines that hold a directive alone', () => {
    const template = [
      '{',
      '  #set($a = 1)',
      '#if($a == 1)',
      '  "a": $a',
      '  #end',
      '  ## a remark',
      '}',
      '',
    ].join('\n')
    assert.equal(text(template), '{\n  "a": 1\n}\n')
    assert.equal(text('a #if(true)b#end\nc'), 'a b\nc')
  })

  it('map the example of the guide', () => {
    const template = `#set($inputRoot = $input.path('$'))
{
  "photos": [
#foreach($elem in $inputRoot.photos.photo)
    {
      "id": "$elem.id",
      "title": "$util.escapeJavaScript($elem.title)",
      "ispublic": $elem.ispublic
    }#if($foreach.hasNext),#end

#end
  ]
}`
    assert.deepEqual(JSON.parse(text(template)), {
      photos: [
        { id: '12345', title: 'Sample "1"', ispublic: true },
        { id: '23456', title: 'Sample 2', ispublic: false },
      ],
    })
  })

  // "Use a mapping template to override an API's request and response parameters and status codes".
  it('override what requests and responses have', () => {
    const rendered = renderTemplate(
      `#set($context.requestOverride.header.x-one = "1")
#set($context.requestOverride.path.id = "8")
#set($context.requestOverride.querystring.list = ["a", "b"])
#set($context.responseOverride.status = 418)
#set($context.responseOverride.header["x-two"] = $context.stage)`,
      facts(),
    )
    assert.deepEqual(rendered, {
      text: '',
      request: { header: { 'x-one': '1' }, path: { id: '8' }, querystring: { list: ['a', 'b'] } },
      response: { status: 418, header: { 'x-two': 'prod' } },
    })
  })

  it('reach nothing of JavaScript', () => {
    for (const name of [
      'constructor',
      '__proto__',
      'prototype',
      'toString',
      'hasOwnProperty',
      'class',
      'getClass',
    ])
      for (const root of ['$input', '$util', '$context', '$stageVariables', '$l', '$m', '$s']) {
        const template = `#set($l=[1])#set($m={})#set($s="s")[${root}.${name}]`
        assert.equal(text(template), '[]', template)
        const called = text(
          `#set($l=[1])#set($m={})#set($s="s")[${root}.${name}("x").constructor("return 1")]`,
        )
        assert.equal(called, '[]', root)
      }
    text(
      '#set($m={})#set($m.__proto__ = {"polluted": 1})#set($m.constructor.prototype.polluted = 1)$m.__proto__.polluted',
    )
    assert.equal(({} as { polluted?: number }).polluted, undefined)
  })

  it('come to an end', () => {
    const loops = '#foreach($a in [1..5000])'.repeat(3)
    assert.throws(() => text(`${loops}x${'#end'.repeat(3)}`), TemplateError)
    assert.equal(text('#foreach($i in [1..5000])x#end').length, 1000)
    assert.throws(() => text('#macro(m)#m()#end#m()'), TemplateError)
    assert.throws(() => text('#define($d)$d$d#end$d'), TemplateError)
    assert.throws(() => text('#set($m = {})#set($m.m = $m)$m'), TemplateError)
    assert.throws(() => text(`#set($l = ["aaaaaaaa"])${'#set($l = [$l, $l])'.repeat(60)}$l`), TemplateError)
    assert.throws(
      () => text(`#set($s = "aaaaaaaa")${'#set($s = $s + $s)'.repeat(60)}$s.length()`),
      TemplateError,
    )
    assert.throws(() => text('#if(true)'.repeat(1000) + '#end'.repeat(1000)), TemplateError)
    assert.throws(() => text(`#if(${'('.repeat(5000)}1${')'.repeat(5000)})#end`), TemplateError)
    assert.throws(() => text('x'.repeat(400_000)), TemplateError)
    assert.throws(
      () => text("$input.json('$')", { body: '['.repeat(5000) + ']'.repeat(5000) }),
      TemplateError,
    )
    assert.equal(text('$none '.repeat(40_000)).length, 240_000)
    text(`${' '.repeat(200_000)}x\n  #set($a = 1)`)
    assert.throws(() => text('#[['.repeat(90_000)), TemplateError)
    assert.equal(text('#f("'.repeat(60_000)).length, 240_000)
    assert.equal(text(`#set($s = "${'a'.repeat(50_000)}b")$s.matches("(a+)+")`), 'false')
  })

  /** Loops within loops. */
  const loops = (levels: number, body: string) =>
    `${'#foreach($a in [1..1000])'.repeat(levels)}${body}${'#end'.repeat(levels)}`
  const doubled = (name: string, times: number) => `#set($${name} = $${name} + $${name})`.repeat(times)
  const rows = JSON.stringify(Array.from({ length: 5000 }, (_none, id) => ({ id, name: `name ${id}` })))
  const quotes = JSON.stringify({ text: 'x"'.repeat(100_000) })
  const hostile: Readonly<Record<string, readonly [template: string, body?: string]>> = {
    'loops within loops': [loops(3, 'x')],
    'lists that are made anew': [loops(2, '#set($r = [1..1000])')],
    'texts that grow, and are looked into': [
      `#set($s = "aaaaaaaa")${doubled('s', 19)}${loops(2, '#set($t = $s + "b")$t.charAt(0)')}`,
    ],
    'lists that grow from their beginning': [`#set($l = [])${loops(2, '#set($z = $l.add(0, "x"))')}`],
    'a document that is written again and again': [loops(1, '#set($x = $input.json("$.*"))'), rows],
    'a document that is searched again and again': [
      loops(1, '#set($x = $input.path("$[?(@.id == $a)]"))'),
      rows,
    ],
    'a text that is escaped again and again': [
      loops(1, '#set($x = $util.escapeJavaScript($input.body))'),
      quotes,
    ],
    'a text that is read again and again': [loops(2, '#set($x = $util.parseJson($input.body))'), rows],
    'a text that is encoded again and again': [
      loops(2, '#set($x = $util.base64Encode($input.body))'),
      quotes,
    ],
    'a text whose parts are replaced': [loops(1, '#set($x = $input.body.replace("x", "yy"))'), quotes],
    'a text that is cut at every character': [loops(1, '#set($x = $input.body.split(""))'), quotes],
    'expressions on long texts': [loops(1, '#set($x = $input.body.replaceAll("[a-z]+", "y"))'), quotes],
    'expressions that are long themselves': [`#set($t = "abc")$t.matches("((((a{100}){100}){100}))")`],
    'always another expression': [
      loops(2, '#set($t = "abc")#set($x = $t.matches("(a{50}b$a$velocityCount){9}"))'),
    ],
    'expressions that look around': [`#set($t = "${'a'.repeat(4000)}")$t.matches("(?=a).*.*.*.*b")`],
    'expressions that look around and choose': [
      `#set($t = "${'a'.repeat(60)}")$t.matches("(?=a)(a|a|aa)*b")`,
    ],
    'a long text in a longer one': [
      `#set($p = "a")#set($t = "a")${doubled('p', 17)}${doubled('t', 20)}${'#set($p = $p + "b")#set($x = $t.contains($p))'.repeat(100)}`,
    ],
    'a number that is none, far behind': [
      `#set($n = "1")${doubled('n', 20)}#set($n = $n + "x")#set($i = 0)$i.parseDouble($n)`,
    ],
    'macros in loops': [`#macro(m $x)$x$x#end${loops(2, '#m("y")')}`],
    'templates within templates': [
      `#set($e = "#set($x = 1)")${doubled('e', 12)}${loops(2, '#evaluate($e)')}`,
    ],
    'lists against lists': [`#set($l = [1..1000])${loops(1, '$l.containsAll($l)')}`],
    'lists within themselves': [
      `#set($m = {})#set($l = [$m, $m])${loops(1, '#set($l = [$l, $l])#if($l == $l)x#end')}`,
    ],
    'more than may be written': [`${loops(2, 'x'.repeat(1000))}`],
  }
  for (const [name, [template, body = '']] of Object.entries(hostile))
    it(`are cut off: ${name}`, () => {
      const before = process.cpuUsage()
      assert.throws(() => text(template, { body }), TemplateError)
      const { user, system } = process.cpuUsage(before)
      // Some fifty milliseconds of work; the machine and what it compiles may take more.
      assert.ok((user + system) / 1000 < 2000, `${(user + system) / 1000} ms`)
    })

  it('have what large bodies need', () => {
    const body = JSON.stringify(Array.from({ length: 50_000 }, (_none, id) => ({ id, name: `name "${id}"` })))
    assert.equal(text("$input.json('$')", { body }).length, body.length)
    assert.equal(text('$util.escapeJavaScript($input.body).length()', { body }).length, 7)
    const named = '#foreach($row in $input.path("$"))$row.name$row.id#if($foreach.hasNext),#end#end'
    assert.match(text(named, { body }), /^name "0"0,name "1"1,/)
    assert.match(
      text('$input.body.replaceAll("name", "n").replace("id", "i")', { body }),
      /^\[\{"i":0,"n":"n /,
    )
    const changed = '#set($all = $input.path("$"))#set($all[0].id = "new")$input.json("$")'
    assert.match(text(changed, { body }), /^\[\{"id":"new","name":"name \\"0/)
  })

  it('are refused where they are none', () => {
    for (const template of [
      '#if(true)',
      '#end',
      '#foreach($a $b)#end',
      '#set($a 1)',
      '#set(1 = 2)',
      '#if',
      '#* x',
      '#parse("x")',
      '#set($a = "x)',
    ])
      assert.throws(() => text(template), TemplateError, template)
  })

  it('answer any text, or a TemplateError', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '$',
        '#',
        '{',
        '}',
        '(',
        ')',
        '[',
        ']',
        '"',
        "'",
        '\\',
        '.',
        ',',
        '#set(',
        '#if(',
        '#end',
        '#else',
        '#foreach(',
        ' in ',
        '$a',
        '=',
        '..',
        '!',
        '##',
        '#*',
        '*#',
        '\n',
        ' ',
        '$input.',
        'json(',
        "'$'",
        '1',
        '-',
        '+',
        '$foreach.',
        '#macro(',
        '#define(',
        '&&',
        '$m.put(',
      ),
      fc.string({ maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        try {
          assert.equal(typeof text(pieces.join('')), 'string')
        } catch (error) {
          assert.ok(error instanceof TemplateError || error instanceof BodyNotJsonError, String(error))
        }
      }),
      chance,
    )
  })

  it('keep every text without dollars, hashes and backslashes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (given) => {
        const plain = given.replaceAll(/[$#\\]/g, '')
        assert.equal(text(plain), plain)
      }),
      chance,
    )
  })
})

describe('patterns', () => {
  it('match whole texts as Java does', () => {
    assert.equal(javaPattern('.*Bad.*').matches('a Bad day'), true)
    assert.equal(javaPattern('Bad').matches('a Bad day'), false)
    assert.equal(javaPattern('.*').matches('two\nlines'), false)
    assert.equal(javaPattern('(\\n|.)+').matches('two\nlines'), true)
    assert.equal(javaPattern('\\p{Alpha}+').matches('abc'), true)
    assert.equal(javaPattern('^(?!200).*$').matches('404'), true)
    assert.equal(javaPattern('^((?!error).)*$').matches('all is fine '.repeat(30)), true)
    assert.equal(javaPattern('^((?!error|fault).)*$').matches('an error'), false)
    assert.equal(
      javaPattern('[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}').matches(
        '00000000-0000-0000-0000-000000000000',
      ),
      true,
    )
  })

  it('take no time that grows beyond measure', () => {
    assert.throws(() => javaPattern('(?=x)(a+)+$'), TemplateError)
    for (const hostile of ['(?=a)(a|a)*b', '(?=a)((a)?a?)*b', '(?=a)(a{1,9}){2,}b', '(?!x)((ab*)c)+'])
      assert.throws(() => javaPattern(hostile), TemplateError, hostile)
    assert.throws(() => javaPattern('(?!x).*a.*').matches('a'.repeat(10_000)), TemplateError)
    assert.throws(() => javaPattern('(a{90}){90}'), TemplateError)
    assert.throws(() => javaPattern('(a|b){0,900}').matches('a'.repeat(100_000)), TemplateError)
    assert.throws(() => javaPattern('('), TemplateError)
  })
})
