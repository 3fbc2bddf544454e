import { crc32 } from 'node:zlib'

/** A zip archive of files (path to content), stored without compression. Source: APPNOTE.TXT, sections 4.3.7 to 4.3.16. */
export function zipOf(files: Readonly<Record<string, string | Uint8Array>>, mode = 0o644): Uint8Array {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path, 'utf8')
    const bytes = Buffer.from(content)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(0x0800, 2)
    // The first day that a zip can name.
    shared.writeUInt16LE(0x21, 8)
    shared.writeUInt32LE(crc32(bytes), 10)
    shared.writeUInt32LE(bytes.length, 14)
    shared.writeUInt32LE(bytes.length, 18)
    shared.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, name, bytes])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((0o100000 | mode) << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    // Made by Unix, so that the mode counts.
    centrals.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, tail, name)
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  const count = Object.keys(files).length
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
