/** The thread that copies the log into the database: see checkpoints.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../base/invariant.ts'
import { connect, copyLog } from './database.ts'

const port = parentPort
invariant(port !== null, 'The log is copied in a thread of its own')
const database = connect(workerData as string)
database.exec('PRAGMA synchronous = FULL')

port.on('message', (message: 'copy' | 'close') => {
  if (message === 'copy') {
    copyLog(database)
    port.postMessage('copied')
  } else {
    database.close()
    port.close()
  }
})
