/** The store's suite on PostgreSQL. */
import { describe } from 'node:test'
import { openPostgresStore } from '../../src/store/postgres/index.ts'
import { storeSuite } from '../../src/store/suite.ts'
import { testPostgres } from '../support/postgres.ts'

const server = await testPostgres()
if (server.available) {
  storeSuite('PostgreSQL', async (surroundings) =>
    openPostgresStore(await server.createDatabase(), surroundings),
  )
} else {
  describe('store on PostgreSQL', { skip: server.reason }, () => {})
}
