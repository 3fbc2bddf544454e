import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { type AttributeValue, DynamoDB, type ExecuteStatementInput } from '@aws-sdk/client-dynamodb'
import { testServer } from '../../support/server.ts'
import { makeTable } from './support.ts'

const server = testServer()

describe('PartiQL', () => {
  let db: DynamoDB
  const TableName = 'statements'

  before(async () => {
    db = new DynamoDB(server.config({ account: '310000000012' }))
    await makeTable(db, TableName, {
      sort: 'N',
      AttributeDefinitions: [{ AttributeName: 'kind', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-kind',
          KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['v'] },
        },
      ],
    })
    for (const id of ['a', 'b']) {
      for (const pos of [1, 2, 3]) {
        await run(`INSERT INTO "statements" VALUE {'id': ?, 'pos': ?, 'v': ?, 'kind': ?}`, [
          { S: id },
          { N: String(pos) },
          { S: `${id}${pos}` },
          { S: pos === 3 ? 'odd' : 'even' },
        ])
      }
    }
  })

  const run = (Statement: string, Parameters?: AttributeValue[], more: Partial<ExecuteStatementInput> = {}) =>
    db.executeStatement({ Statement, ...(Parameters === undefined ? {} : { Parameters }), ...more })

  const values = async (
    statement: string,
    parameters?: AttributeValue[],
    more?: Partial<ExecuteStatementInput>,
  ) => {
    const found: Array<string | undefined> = []
    let NextToken: string | undefined
    do {
      const page = await run(statement, parameters, { ...more, ...(NextToken ? { NextToken } : {}) })
      found.push(...(page.Items ?? []).map((item) => item.v?.S))
      NextToken = page.NextToken
    } while (NextToken)
    return found
  }

  it('selects by keys, in order, in pages', async () => {
    for (const Limit of [1, 2, 10]) {
      const more = { Limit }
      assert.deepEqual(await values(`SELECT * FROM "statements" WHERE id = 'a'`, undefined, more), [
        'a1',
        'a2',
        'a3',
      ])
      assert.deepEqual(
        await values(
          `SELECT v FROM "statements" WHERE id IN ['a', 'b'] AND pos > 1 ORDER BY id DESC, pos DESC`,
          undefined,
          more,
        ),
        ['b3', 'b2', 'a3', 'a2'],
      )
      assert.deepEqual((await values(`SELECT v FROM "statements"`, undefined, more)).sort(), [
        'a1',
        'a2',
        'a3',
        'b1',
        'b2',
        'b3',
      ])
    }
    assert.deepEqual(
      await values('SELECT v FROM statements WHERE id = ? AND pos = ?', [{ S: 'b' }, { N: '2' }]),
      ['b2'],
    )
    assert.deepEqual((await values(`SELECT v FROM statements WHERE v = 'a2'`)).sort(), ['a2'])
  })

  it('selects from indexes', async () => {
    assert.deepEqual((await values(`SELECT * FROM "statements"."by-kind" WHERE kind = 'odd'`)).sort(), [
      'a3',
      'b3',
    ])
    await assert.rejects(run(`SELECT * FROM "statements"."none" WHERE kind = 'odd'`), {
      name: 'ValidationException',
      message: 'The table does not have the specified index',
    })
    await assert.rejects(run(`SELECT w FROM "statements"."by-kind" WHERE kind = 'odd'`), {
      message:
        'One or more parameter values were invalid: Global secondary index by-kind does not project [w]',
    })
    await assert.rejects(run(`SELECT v FROM "statements"."by-kind" WHERE kind = 'odd' AND w = 1`), {
      message:
        'One or more parameter values were invalid: Secondary index by-kind does not project one or more filter attributes: [w]',
    })
  })

  it('inserts, updates and deletes one item', async () => {
    await run(`INSERT INTO statements VALUE {'id': 'x', 'pos': 1, 'n': 1, 'm': {'list': [1]}}`)
    await assert.rejects(run(`INSERT INTO statements VALUE {'id': 'x', 'pos': 1}`), {
      name: 'DuplicateItemException',
      message: 'Duplicate primary key exists in table',
    })
    const updated = await run(
      `UPDATE statements SET n = n + 4 SET m.list = list_append(m.list, [2]) WHERE id = 'x' AND pos = 1 RETURNING ALL NEW *`,
    )
    assert.deepEqual(updated.Items, [
      { id: { S: 'x' }, pos: { N: '1' }, n: { N: '5' }, m: { M: { list: { L: [{ N: '1' }, { N: '2' }] } } } },
    ])
    await assert.rejects(run(`UPDATE statements SET n = 1 WHERE id = 'x' AND pos = 1 AND n = 9`), {
      name: 'ConditionalCheckFailedException',
    })
    await assert.rejects(run(`UPDATE statements SET n = 1 WHERE id = 'none' AND pos = 1`), {
      name: 'ConditionalCheckFailedException',
    })
    await assert.rejects(run(`UPDATE statements SET n = 1 WHERE id = 'x'`), {
      name: 'ValidationException',
      message: 'Where clause does not contain a mandatory equality on all key attributes',
    })
    const deleted = await run(`DELETE FROM statements WHERE id = 'x' AND pos = 1 RETURNING ALL OLD *`)
    assert.deepEqual(
      deleted.Items?.map(({ n }) => n?.N),
      ['5'],
    )
    assert.deepEqual((await run(`DELETE FROM statements WHERE id = 'x' AND pos = 1`)).Items, [])
    await assert.rejects(run(`SELECT * FROM nowhere WHERE id = 'x'`), {
      name: 'ResourceNotFoundException',
      message: 'Requested resource not found',
    })
    await assert.rejects(run('SELECTT * FROM statements'), { name: 'ValidationException' })
  })

  it('does batches, each statement for itself', async () => {
    const { Responses = [] } = await db.batchExecuteStatement({
      Statements: [
        { Statement: `SELECT v FROM statements WHERE id = 'a' AND pos = 1` },
        { Statement: `SELECT v FROM nowhere WHERE id = 'a'` },
        { Statement: `SELECT v FROM statements WHERE id = 'a'` },
        { Statement: 'nonsense' },
      ],
    })
    assert.deepEqual(Responses[0], { TableName: 'statements', Item: { v: { S: 'a1' } } })
    assert.deepEqual(
      Responses.slice(1).map(({ Error: failure }) => failure?.Code),
      ['ResourceNotFound', 'ValidationError', 'ValidationError'],
    )
    const written = await db.batchExecuteStatement({
      Statements: [
        { Statement: `INSERT INTO statements VALUE {'id': 'batch', 'pos': 1}` },
        { Statement: `INSERT INTO statements VALUE {'id': 'a', 'pos': 1}` },
      ],
    })
    assert.deepEqual(
      written.Responses?.map(({ Error: failure }) => failure?.Code),
      [undefined, 'DuplicateItem'],
    )
  })

  it('does transactions, all statements or none', async () => {
    const insert = (id: string) => ({
      Statement: `INSERT INTO statements VALUE {'id': '${id}', 'pos': 1, 'n': 0}`,
    })
    await db.executeTransaction({ TransactStatements: [insert('t1'), insert('t2')] })
    await assert.rejects(db.executeTransaction({ TransactStatements: [insert('t3'), insert('t1')] }), {
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, DuplicateItem]',
    })
    const exists = (n: number) => ({
      Statement: `EXISTS(SELECT * FROM statements WHERE id = 't2' AND pos = 1 AND n = ${n})`,
    })
    const update = { Statement: `UPDATE statements SET n = n + 1 WHERE id = 't1' AND pos = 1` }
    await assert.rejects(db.executeTransaction({ TransactStatements: [update, exists(5)] }), {
      name: 'TransactionCanceledException',
    })
    const request = { TransactStatements: [update, exists(0)], ClientRequestToken: 'once' }
    await db.executeTransaction(request)
    await db.executeTransaction(request)
    const read = await db.executeTransaction({
      TransactStatements: ['t1', 't2', 't3'].map((id) => ({
        Statement: `SELECT n FROM statements WHERE id = '${id}' AND pos = 1`,
      })),
    })
    assert.deepEqual(read.Responses, [{ Item: { n: { N: '1' } } }, { Item: { n: { N: '0' } } }, {}])
    await assert.rejects(
      db.executeTransaction({
        TransactStatements: [{ Statement: `SELECT * FROM statements."by-kind" WHERE kind = 'odd'` }],
      }),
      {
        name: 'ValidationException',
        message:
          'Validation failed in TransactStatements[0]: Reads on indices are not supported within transactions.',
      },
    )
  })
})
