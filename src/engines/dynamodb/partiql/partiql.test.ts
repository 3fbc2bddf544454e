import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  applyUpdate,
  DynamoDbError,
  evaluateCondition,
  type KeySchema,
  namedItem,
  parseStatement,
  planSelect,
  projectColumns,
  validateItem,
  type WireValue,
} from '../index.ts'

// Cases and messages are those of dynamodb-conformance and floci, whose authors observed them on AWS in 2026.
const schema: KeySchema = { partition: [{ name: 'pk', type: 'S' }], sort: [{ name: 'sk', type: 'S' }] }
const item = validateItem({
  pk: { S: 'p' },
  sk: { S: '1' },
  n: { N: '1' },
  flag: { S: 'right' },
  yes: { BOOL: true },
  nothing: { NULL: true },
  m: { M: { k: { L: [{ S: 'c' }] }, 'a b': { N: '2' } } },
  ss: { SS: ['a', 'b', 'c'] },
  ns: { NS: ['1', '2'] },
  l: { L: [{ S: 'a' }, { S: 'b' }] },
})

const notWellFormed = "Statement wasn't well formed, can't be processed: "

function refusal(text: string, parameters?: WireValue[]): string {
  try {
    parseStatement(text, parameters)
  } catch (error) {
    assert.ok(error instanceof Error)
    assert.equal(error.name, 'DynamoDbError', `${text}: ${error.stack}`)
    return error.message
  }
  return 'none'
}

function where(text: string, parameters?: WireValue[]) {
  const statement = parseStatement(`SELECT * FROM "T" WHERE ${text}`, parameters)
  assert.ok(statement.type === 'SELECT' && statement.condition)
  return statement.condition
}

function updated(clauses: string, parameters?: WireValue[]) {
  const statement = parseStatement(`UPDATE "T" ${clauses} WHERE pk='p' AND sk='1'`, parameters)
  assert.ok(statement.type === 'UPDATE')
  return applyUpdate(statement.update, item, {})
}

/** ` at 1:column:length` of the first `token` in the text, from some place on. */
function at(text: string, token: string, from = 0): string {
  return ` at 1:${text.indexOf(token, from) + 1}:${token.length}`
}

describe('PartiQL', () => {
  it('selects', () => {
    const statement = parseStatement(
      `select pk, m.k[0], m['a b'], l[-0] from "T"."by-flag" -- a note\n where pk = ? /* x */ order by sk desc;`,
      [{ S: 'p' }],
    )
    assert.ok(statement.type === 'SELECT')
    assert.equal(statement.table, 'T')
    assert.equal(statement.index, 'by-flag')
    assert.deepEqual(statement.orderBy, [{ path: ['sk'], descending: true }])
    assert.deepEqual(
      projectColumns(statement.columns, item),
      validateItem({ pk: { S: 'p' }, 'k[0]': { S: 'c' }, 'a b': { N: '2' }, 'l[0]': { S: 'a' } }),
    )
    assert.deepEqual(projectColumns(undefined, item), item)
    const all = parseStatement('SELECT * FROM T')
    assert.ok(all.type === 'SELECT')
    assert.equal(all.condition, undefined)
  })

  it('knows conditions', () => {
    for (const text of [
      'n = 1 AND n <> 2 AND n != 2',
      '1 < 2 OR n = 5',
      'n > -5',
      'n = - - 1',
      'n BETWEEN - 2 AND +5 AND n IN [- 1, 1] AND n IN (1)',
      'n NOT BETWEEN 2 AND 3 AND n NOT IN [2]',
      'gone IS MISSING AND n IS NOT MISSING',
      'nothing IS NULL AND n IS NOT NULL',
      "begins_with(flag, 'ri') AND contains(\"flag\", 'igh') AND CONTAINS(ss, 'a')",
      "attribute_type(l, 'L') AND size(l) = 2",
      'attribute_exists(m.k) AND ATTRIBUTE_NOT_EXISTS (nope)',
      'attribute_exists(nope) = false',
      'true = attribute_exists(n)',
      'attribute_exists(n) <> 1',
      '(n BETWEEN 0 AND 5) = true',
      "(n = 5 OR flag = 'x') = false",
      'attribute_exists(nope) IN [true, false]',
      'attribute_exists(n) = attribute_exists(flag)',
      'attribute_exists(n) = yes',
      "ss = <<'c', 'a', 'b'>> AND ns = <<2.0, 1>>",
      "l = ['a', 'b'] AND m = {'k': ['c'], 'a b': 2}",
      "NOT (n = 2 OR flag = 'x')",
      "flag = 'right' AND flag <> 'it''s'",
    ]) {
      assert.equal(evaluateCondition(where(text), item), true, text)
    }
    for (const text of [
      'attribute_exists(n) = 1',
      'NOT attribute_exists(n) = true',
      '(attribute_exists(n) = true) = false',
      'gone = 1',
      'gone IS NULL',
    ]) {
      assert.equal(evaluateCondition(where(text), item), false, text)
    }
    assert.ok(evaluateCondition(where('ss = ? AND n IN [?, 2]', [{ SS: ['b', 'a', 'c'] }, { N: '1' }]), item))
  })

  it('inserts', () => {
    const statement = parseStatement(
      `INSERT INTO "T" VALUE {'pk': ?, 'n': 7.32e6, 'm': {'x': [true, null, <<1>>]}}`,
      [{ S: 'p' }],
    )
    assert.ok(statement.type === 'INSERT')
    assert.deepEqual(
      statement.item,
      validateItem({
        pk: { S: 'p' },
        n: { N: '7320000' },
        m: { M: { x: { L: [{ BOOL: true }, { NULL: true }, { NS: ['1'] }] } } },
      }),
    )
  })

  it('updates and deletes', () => {
    assert.deepEqual(updated('SET n = n-1').n, { N: '0' })
    assert.deepEqual(updated('SET n = n - - 2, flag = ?', [{ S: 'x' }]).n, { N: '3' })
    assert.deepEqual(updated("SET m.k[0] = 'd' SET x = 1 REMOVE l[0] REMOVE nothing").l, {
      L: [{ S: 'b' }],
    })
    assert.deepEqual(updated("SET l = list_append(l, ['c'])").l, {
      L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }],
    })
    assert.deepEqual(updated("SET ss = SET_ADD(ss, <<'z'>>)").ss, { SS: ['a', 'b', 'c', 'z'] })
    assert.deepEqual(updated("SET nss = set_add(nss, <<'x'>>)").nss, { SS: ['x'] })
    assert.equal(updated("SET ss = set_delete(ss, <<'a','b','c'>>)").ss, undefined)
    const first = parseStatement(`from "T" where pk = ? set e = ? remove b returning modified new *`, [
      { S: 'p' },
      { N: '4' },
    ])
    assert.ok(first.type === 'UPDATE')
    assert.deepEqual(first.returning, { attributes: 'MODIFIED', version: 'NEW' })
    const gone = parseStatement(`DELETE FROM "T" WHERE pk = 'p' RETURNING ALL OLD *`)
    assert.ok(gone.type === 'DELETE')
    assert.deepEqual(gone.returning, { attributes: 'ALL', version: 'OLD' })
    const exists = parseStatement(`EXISTS(SELECT * FROM T WHERE pk='p' AND nope IS MISSING)`)
    assert.equal(exists.type, 'EXISTS')
  })

  it('refuses in the words of AWS', () => {
    const leftover = `${notWellFormed}Unexpected token after expression`
    const of = (condition: string) => `SELECT * FROM "T" WHERE pk = 'p' AND ${condition}`
    const set = (clause: string) => `UPDATE "T" SET ${clause} WHERE pk = 'p'`
    const type = (name: string, found: string) =>
      `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${found}`
    const setAdd = set("t = set_add(ss, <<'x'>>)")
    const noSet = set("ss = set_add(ss, 'x')")
    const one = set('ss = set_add(ss)')
    const exists = of('EXISTS(ss)')
    const projected = `SELECT attribute_exists(ss) FROM "T" WHERE pk = 'p'`
    const inValue = `INSERT INTO "T" VALUE {'pk': 'x', 'ss': set_add(<<'a'>>, <<'b'>>)}`
    const nested = `INSERT INTO "T" VALUE {'pk':'x','m':{'k':?}}`
    const refused: ReadonlyArray<readonly [string, string, WireValue[]?]> = [
      [`SELECT * FROM "T" WHERE pk = 1 foo`, leftover],
      [`SELECT * FROM "T" WHERE pk = 1 e5`, leftover],
      [`SELECT * FROM "T" WHERE pk = 1)`, leftover],
      [`INSERT INTO "T" VALUE {'pk': 1} foo`, leftover],
      [`INSERT INTO "T" t VALUE {'pk': 'x'}`, leftover],
      [`DELETE FROM "T" WHERE pk = 1 ORDER BY pk`, leftover],
      [`SELECT * FROM "T" ORDER BY pk WHERE pk = 1`, leftover],
      [`SELECT * FROM "T" WHERE pk = 1e2147483648`, notWellFormed],
      [`SELECT * FROM "T" WHERE pk = 1.5e-2147483647`, notWellFormed],
      [`SELECT * FROM "T" WHERE pk = 1 # note`, notWellFormed],
      [`SELECT * FROM "T" WHERE pk = 1 /* note`, notWellFormed],
      [`SELECT * FROM "T" t WHERE pk = 'x'`, 'Aliasing is not supported'],
      [`SELECT * FROM "T" AS t WHERE pk = 'x'`, 'Aliasing is not supported'],
      [`UPDATE "T" t SET a = 3 WHERE pk = 'x'`, 'Aliasing is not supported'],
      [`DELETE FROM "T" t WHERE pk = 'x'`, 'Aliasing is not supported'],
      [`SELECT * FROM "" WHERE pk = 'x'`, 'Path component cannot be an empty string'],
      [`SELECT * FROM "T"."" WHERE pk = 'x'`, 'Path component cannot be an empty string'],
      [`SELECT * FROM "T"."a"."b"`, 'A path may contain at most 2 components in the FROM clause'],
      [
        `SELECT * FROM "T" WHERE pk = 1e126`,
        'Number overflow. Attempting to store a number with magnitude larger than supported range under root',
      ],
      [
        `INSERT INTO "T" VALUE {'pk': 1, 'l': [1, {'x': 1e-131}]}`,
        'Number underflow. Attempting to store a number with magnitude smaller than supported range under root[1].x',
      ],
      [
        `SELECT * FROM "T" WHERE pk = 123456789012345678901234567890123456789`,
        'Attempting to store more than 38 significant digits in a Number under root',
      ],
      [
        `UPDATE "T" SET d = ${"{'a':".repeat(32)}1${'}'.repeat(32)} WHERE pk='x'`,
        `Nesting Levels have exceeded supported limits under root${'.a'.repeat(32)}`,
      ],
      [`SELECT l[-1] FROM "T"`, 'List index is not within the allowable range; index: [-1] at 1:11:1'],
      [
        `SELECT l[2147483648] FROM "T"`,
        'List index is not within the allowable range; index: [2147483648] at 1:10:10',
      ],
      [of('n < true'), type('<', 'BOOL')],
      [of('n < ?'), type('<', 'BOOL'), [{ BOOL: true }]],
      [of('n BETWEEN true AND false'), type('BETWEEN', 'BOOL')],
      [of('attribute_exists(n) > false'), type('>', 'BOOL')],
      [of('attribute_type(l, 1)'), type('attribute_type', 'N')],
      [
        of("attribute_exists('ss')"),
        'Operator or function requires a document path; operator or function: attribute_exists',
      ],
      [
        of('attribute_exists()'),
        'Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 0',
      ],
      [exists, `Unrecognized function: exists${at(exists, 'EXISTS')}`],
      [projected, `Unexpected path component${at(projected, 'attribute_exists')}`],
      [of('attribute_exists(m.inner)'), `${notWellFormed}Invalid path dot component`],
      [
        of(`n IN [${Array(101).fill('1').join(',')}]`),
        'The IN operator is provided with too many operands; number of operands: 101',
      ],
      [setAdd, `The first argument to SET_ADD must equal the assignment value${at(setAdd, 'set_add')}`],
      [
        noSet,
        `The second argument to SET_ADD must be a value with type SET${at(noSet, 'ss', noSet.indexOf('('))}`,
      ],
      [one, `SET_ADD must have exactly two arguments${at(one, 'set_add')}`],
      [
        set("ss = set_add(ss, <<'x', 'x'>>)"),
        'One or more parameter values were invalid: Input collection [x, x] contains duplicates.',
      ],
      [
        set('ns = set_add(ns, <<2, 2.0>>)'),
        'One or more parameter values were invalid: Input collection [2, 2.0] contains duplicates! under root',
      ],
      [set('ss = set_add(ss, <<>>)'), 'Empty bags are not supported'],
      [inValue, `Unsupported data type: set_add under key root${at(inValue, 'set_add')}`],
      [nested, `Unsupported data type: Parameter under key root.k${at(nested, '?')}`, [{ S: 'v' }]],
      [set("n = 'a' + 1"), type('+', 'S')],
      [set('n = n - null'), type('-', 'NULL')],
      [
        `DELETE FROM "T" WHERE pk = 'x' RETURNING MODIFIED OLD *`,
        'Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is allowed in DELETE statements.',
      ],
      [
        'UPDATE SET WHERE',
        'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
        [{ SS: ['a', 'a'] }],
      ],
      [
        `INSERT INTO "T" VALUE {'pk': ?}`,
        'One or more parameter values were invalid: Null attribute value types must have the value of true',
        [{ NULL: false }],
      ],
      [of('n = ?'), "Number of parameters in request and statement don't match."],
      [of('n = 1'), "Number of parameters in request and statement don't match.", [{ S: 'x' }]],
    ]
    for (const [text, message, parameters] of refused) assert.equal(refusal(text, parameters), message, text)
    for (const text of [
      'SELECTT * FROMM "T"',
      '',
      of('n > -?'),
      of('n > -n'),
      of('n'),
      set('n = n--1'),
      `UPDATE "T" WHERE pk = 1`,
      `${'('.repeat(4000)}`,
      of('('.repeat(4000)),
      of(`n = ${'['.repeat(4000)}`),
      set(`n = ${'('.repeat(20)}`),
    ]) {
      assert.notEqual(refusal(text), 'none', text)
    }
  })

  it('finds keys', () => {
    const plan = (text: string) => planSelect(where(text), schema)
    const partition = [{ S: 'p' }]
    assert.deepEqual(planSelect(undefined, schema), { type: 'scan' })
    for (const text of ['n = 1', "pk > 'a'", "pk='p' OR sk='1'", "pk <> 'p'", "sk = '1'", "NOT pk = 'p'"]) {
      assert.deepEqual(plan(text), { type: 'scan' }, text)
    }
    assert.deepEqual(plan("(pk='p' AND n = 1)"), {
      type: 'queries',
      plans: [{ partition, sort: [], range: undefined }],
    })
    assert.deepEqual(plan("begins_with(sk, 'a') AND 'p' = pk"), {
      type: 'queries',
      plans: [{ partition, sort: [], range: { operator: 'begins_with', values: [{ S: 'a' }] } }],
    })
    assert.deepEqual(plan("pk IN ['p', 'q'] AND sk IN ['1']"), {
      type: 'queries',
      plans: [
        { partition, sort: [{ S: '1' }], range: undefined },
        { partition: [{ S: 'q' }], sort: [{ S: '1' }], range: undefined },
      ],
    })
    const two = plan("(pk='p' AND sk < '1') OR (pk='p' AND '5' <= sk)")
    assert.ok(two.type === 'queries' && two.plans.length === 2)
    const refused = (text: string) => {
      try {
        plan(text)
      } catch (error) {
        return (error as Error).message
      }
      return 'none'
    }
    const overlapping = 'Overlapping conditions with range keys are not supported in where clause'
    for (const text of [
      "pk IN ['p', 'p']",
      "pk='p' OR pk='p'",
      "(pk='p' AND n=1) OR (pk='p' AND n=2)",
      "(pk='p' AND sk < '5') OR (pk='p' AND sk > '1')",
    ]) {
      assert.equal(refused(text), overlapping, text)
    }
    const list = (count: number) => Array.from({ length: count }, (_, index) => `'v${index}'`).join(',')
    assert.equal(refused(`pk IN [${list(50)}]`), 'none')
    assert.equal(refused(`pk IN [${list(51)}]`), 'Too many decomposed read operations for a given query.')
    assert.equal(
      refused("pk = 1 AND sk = '1'"),
      "Key attribute's data type should match its data type in table's schema: Key pk",
    )
  })

  it('finds the one item that is meant', () => {
    const found = (text: string, access: 'read' | 'write') => namedItem(where(text), schema, access)
    const key = validateItem({ pk: { S: 'p' }, sk: { S: '1' } })
    assert.deepEqual(found("(pk='p' AND sk='1')", 'write'), { key, rest: undefined })
    assert.deepEqual(found("pk='p' AND '1'=sk AND pk='p'", 'read'), { key, rest: undefined })
    assert.deepEqual(found("pk IN ['p'] AND sk='1'", 'read'), { key, rest: undefined })
    assert.equal(found("pk IN ['p'] AND sk='1'", 'write'), undefined)
    assert.equal(found("pk='p' AND n=1", 'write'), undefined)
    assert.deepEqual(found("pk='p' AND sk='1' AND n=1", 'write')?.rest, where('n=1'))
    assert.deepEqual(found("pk='p' AND sk='1' AND pk='q'", 'read')?.rest, where("pk='q'"))
    assert.throws(() => found("pk='p' AND sk='1' AND pk='q'", 'write'), {
      message: 'Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported',
    })
  })

  it('fails with nothing but its own error', () => {
    const word = fc.constantFrom(
      ...['SELECT', '*', 'FROM', '"T"', 'WHERE', 'pk', '=', "'a'", 'AND', 'OR', 'NOT', '(', ')', '[', ']'],
      ...[
        '{',
        '}',
        '<<',
        '>>',
        ',',
        '.',
        ':',
        '?',
        '1',
        '-',
        'UPDATE',
        'SET',
        'REMOVE',
        'INSERT INTO',
        'VALUE',
      ],
      ...[
        'DELETE FROM',
        'RETURNING ALL OLD *',
        'IN',
        'BETWEEN',
        'IS',
        'MISSING',
        'size(',
        'ORDER BY',
        '"',
        "'",
      ],
    )
    const text = fc.oneof(
      fc.array(word, { maxLength: 14 }).map((words) => words.join(' ')),
      fc
        .array(word, { maxLength: 8 })
        .map((words) => `SELECT * FROM T WHERE pk = 'a' AND ${words.join(' ')}`),
      fc.string(),
    )
    fc.assert(
      fc.property(text, (statement) => {
        try {
          const read = parseStatement(statement, [{ S: 'x' }])
          if (read.type === 'SELECT') planSelect(read.condition, schema)
          if (read.type === 'UPDATE') applyUpdate(read.update, item, {})
        } catch (error) {
          assert.ok(error instanceof DynamoDbError, String(error))
        }
      }),
      { numRuns: 500 },
    )
  })
})
