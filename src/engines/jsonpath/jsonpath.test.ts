import { deepEqual, equal, match, throws } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Json } from '../../base/json.ts'
import { compilePath, PathSyntaxError, PathTooCostlyError, putAt } from './index.ts'

const shop: Json = {
  books: [
    { title: 'A', price: 8, tags: ['x', 'y'], author: { name: 'Ann' } },
    { title: 'B', price: 12, tags: [], isbn: '1' },
    { title: 'C', price: 22, isbn: '2' },
  ],
  'odd name': { "it's": 1 },
  nothing: null,
}

function find(path: string, document: Json = shop): Json | undefined {
  return compilePath(path).find(document)
}

const cases: readonly (readonly [string, Json | undefined])[] = [
  ['$.books[0].title', 'A'],
  ['$.books[-1].title', 'C'],
  ["$['odd name']['it\\'s']", 1],
  ['$["odd name"]', { "it's": 1 }],
  ['$.nothing', null],
  ['$.nowhere', undefined],
  ['$.books.title', undefined],
  ['$.books[9]', undefined],
  ['$.books[*].title', ['A', 'B', 'C']],
  ['$.books[*].isbn', ['1', '2']],
  ['$.books[1:].title', ['B', 'C']],
  ['$.books[:1].title', ['A']],
  ['$.books[-2:].title', ['B', 'C']],
  ['$.books[0,2].title', ['A', 'C']],
  ["$.books[0]['title','price']", { title: 'A', price: 8 }],
  ['$..title', ['A', 'B', 'C']],
  ['$..author.name', ['Ann']],
  ['$..[0]', [{ title: 'A', price: 8, tags: ['x', 'y'], author: { name: 'Ann' } }, 'x']],
  ['$.books[?(@.price < 10)].title', ['A']],
  ['$.books.[0].title', 'A'],
  ['$.books.[?(@.price < 10)].title', ['A']],
  [
    "$.books[*].['title', 'price']",
    [
      { title: 'A', price: 8 },
      { title: 'B', price: 12 },
      { title: 'C', price: 22 },
    ],
  ],
  ["$.['odd name']", { "it's": 1 }],
  ["$.books[?(@.price >= 12 && @.isbn == '2')].title", ['C']],
  ["$.books[?(@.isbn == 1 || @.title == 'A')].title", ['A', 'B']],
  ['$.books[?(@.isbn)].title', ['B', 'C']],
  ['$.books[?(!(@.isbn))].title', ['A']],
  ["$.books[?(@.title in ['A','C'])].price", [8, 22]],
  ["$.books[?(@.title nin ['A','C'])].price", [12]],
  ['$.books[?(@.tags size 2)].title', ['A']],
  ['$.books[?(@.tags empty true)].title', ['B']],
  ["$.books[?(@.tags anyof ['y'])].title", ['A']],
  ["$.books[?(@.author.name == 'Ann')].title", ['A']],
  ['$.books[?(@.price > $.books[1].price)].title', ['C']],
  ['$.nowhere[*]', []],
  // There are no functions: the library's are names here.
  ['$.books.length()', undefined],
  ['$', shop],
]

for (const [path, expected] of cases)
  test(`${path} of a document`, () => {
    deepEqual(find(path), expected)
  })

test('a path starts from the input, the context object or a variable', () => {
  deepEqual(compilePath('$$.Execution.Id').root, { kind: 'context' })
  deepEqual(compilePath('$order.items[0]').root, { kind: 'variable', name: 'order' })
  deepEqual(compilePath('$.x').root, { kind: 'input' })
  equal(compilePath('$order.items[0]').find({ items: [7] }), 7)
})

test('what is no path is refused', () => {
  for (const text of [
    '',
    'x',
    '$.',
    '$..',
    '$[',
    "$['a",
    '$[a]',
    '$.a b',
    '$[?(@.a ==)]',
    '$[?@.a]',
    '$.a[1',
    '$[1:2:3]',
  ])
    throws(() => compilePath(text), PathSyntaxError, text)
  throws(() => compilePath(`$${'[?(@'.repeat(50)}`), PathSyntaxError)
})

test('only names and indexes make a reference', () => {
  equal(compilePath("$.a['b'][0][-1]").reference, true)
  for (const text of ['$.a[*]', '$..a', '$.a[0:1]', '$.a[?(@.b)]', "$['a','b']", '$.a[0,1]'])
    equal(compilePath(text).reference, false, text)
})

test('a miss is explained in the words of the library that AWS uses', () => {
  const explain = (path: string, document: Json) => compilePath(path).explain(document)
  equal(explain('$.a', {}), "No results for path: $['a']")
  equal(explain('$.a.b', {}), "Missing property in path $['a']")
  equal(explain('$.a[3]', { a: [] }), "No results for path: $['a'][3]")
  equal(explain('$.a[0]', { a: 1 }), 'Filter: [0] can only be applied to arrays. Current context is: 1')
  match(explain('$.a.b', { a: 'x' }), /^Expected to find an object with property \['b'\] in path \$\['a'\]/)
})

test('a value is put at a place, and the document stays as it was', () => {
  const document = { a: { b: 1 }, l: [{ x: 1 }] }
  const put = (path: string, value: Json) => putAt(document, compilePath(path).keys, value)
  deepEqual(put('$', 5), { document: 5 })
  deepEqual(put('$.a.c.d', 5), { document: { a: { b: 1, c: { d: 5 } }, l: [{ x: 1 }] } })
  deepEqual(put('$.l[0].y', 5), { document: { a: { b: 1 }, l: [{ x: 1, y: 5 }] } })
  deepEqual(put('$.a.b.c', 5), { refusal: { step: 'c', at: 1 } })
  deepEqual(put('$.l[1]', 5), { refusal: { step: 1, at: [{ x: 1 }] } })
  deepEqual(put('$.l.x', 5), { refusal: { step: 'x', at: [{ x: 1 }] } })
  deepEqual(document, { a: { b: 1 }, l: [{ x: 1 }] })
})

test('names of the language’s own objects are names like others', () => {
  equal(find('$.constructor', {}), undefined)
  equal(find('$.__proto__', {}), undefined)
  equal(find('$.__proto__', JSON.parse('{"__proto__":1}')), 1)
  deepEqual(putAt({}, ['__proto__'], 1), { document: JSON.parse('{"__proto__":1}') })
  equal(find('$.length', [1]), undefined)
})

test('paths that visit without end are cut', () => {
  let deep: Json = 1
  for (let level = 0; level < 900; level++) deep = [deep]
  throws(() => find('$..*..*..*', deep), PathTooCostlyError)
  for (let level = 0; level < 5_000; level++) deep = [deep]
  throws(() => find('$..x', deep), PathTooCostlyError)
})

test('any text is a path or refused, and any path reads any document', () => {
  const piece = fc.constantFrom(
    '$',
    '.',
    '..',
    '[',
    ']',
    '*',
    '?(',
    ')',
    '@',
    "'",
    '"',
    '0',
    '-1',
    ':',
    ',',
    'a',
    '==',
    '&&',
    '!',
    ' ',
    'in',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.jsonValue(), (pieces, document) => {
      const text = `$${pieces.join('')}`
      try {
        const path = compilePath(text)
        path.find(document as Json)
        path.explain(document as Json)
      } catch (error) {
        if (!(error instanceof PathSyntaxError)) throw error
      }
    }),
    { numRuns: 3_000 },
  )
})

test('what was put at a reference is found there', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 4 }), fc.jsonValue(), (names, value) => {
      const text = `$${names.map((name) => `['${name.replace(/[\\']/g, '\\$&')}']`).join('')}`
      const path = compilePath(text)
      const put = putAt({}, path.keys, value as Json)
      deepEqual('document' in put && path.find(put.document), value)
    }),
  )
})
