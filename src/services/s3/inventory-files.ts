/** The files of inventory reports: lines of CSV, packed, and Parquet. Source: Amazon S3 User Guide, "Amazon S3 Inventory list". */
import { buffer } from 'node:stream/consumers'
import { createGzip } from 'node:zlib'
import {
  type Cell,
  type Column,
  columnsOf,
  csvLine,
  type Inventory,
  type InventoryRow,
} from './domain/inventory.ts'
import { inventoryFileRows, inventoryParquetRows } from './limits.ts'

/** Takes the rows of one file. */
export interface ReportFileWriter {
  readonly suffix: string
  /** The most that one file takes. */
  readonly rowsMax: number
  write(row: InventoryRow): void
  end(): Promise<Uint8Array>
}

/** The writer of a file in the format of the configuration. */
export function reportFileWriter(inventory: Inventory): ReportFileWriter {
  const columns = columnsOf(inventory)
  return inventory.Destination.S3BucketDestination.Format === 'Parquet'
    ? parquetWriter(columns)
    : csvWriter(columns)
}

function csvWriter(columns: readonly Column[]): ReportFileWriter {
  const gzip = createGzip()
  const packed = buffer(gzip)
  return {
    suffix: 'csv.gz',
    rowsMax: inventoryFileRows,
    write: (row) => {
      gzip.write(csvLine(columns, row))
    },
    end: () => {
      gzip.end()
      return packed
    },
  }
}

const parquetTypes = {
  text: 'STRING',
  boolean: 'BOOLEAN',
  count: 'INT64',
  instant: 'TIMESTAMP',
} as const satisfies Record<Column['type'], string>

function parquetWriter(columns: readonly Column[]): ReportFileWriter {
  const cells = columns.map((): unknown[] => [])
  return {
    suffix: 'parquet',
    rowsMax: inventoryParquetRows,
    write: (row) => {
      for (const [index, { type, read }] of columns.entries())
        cells[index]?.push(parquetCell(type, read(row)))
    },
    end: async () => {
      const { parquetWriteBuffer } = await import('hyparquet-writer')
      const columnData = columns.map(({ snake: name, type, isRequired = false }, index) => ({
        name,
        data: cells[index] ?? [],
        type: parquetTypes[type],
        nullable: !isRequired,
      }))
      return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'Amazon S3' }))
    },
  }
}

function parquetCell(type: Column['type'], value: Cell): unknown {
  if (value === undefined) return null
  if (type === 'count') return BigInt(value)
  return type === 'instant' ? new Date(Number(value)) : value
}
