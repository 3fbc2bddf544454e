/** Node.js: fetch by name (happy eyeballs), many at once, refusals, a server of its own, datagrams, c-ares. */

import { createSocket } from 'node:dgram'
import { lookup, Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

const [outside, machine] = process.argv.slice(2)
const text = async (url) => {
  try {
    return (await (await fetch(url)).text()).split(' ')[0]
  } catch (error) {
    return error.cause?.code ?? error.code ?? String(error)
  }
}
const say = (name, value) => process.stdout.write(`${name}: ${value}\n`)
say('by name', await text('http://example.com:8000/'))
say(
  'many',
  new Set(await Promise.all(Array.from({ length: 50 }, () => text(`http://${outside}:8000/`)))).size,
)
say('machine', await text(`http://${machine}:8100/`))
say('loopback', await text('http://127.0.0.1:8100/'))
say('metadata', await text('http://169.254.169.254/latest/meta-data/'))
say('lookup', (await lookup('example.com')).address)
say('resolver', await new Resolver().resolve4('example.com'))
const server = createServer((socket) => socket.end('mine')).listen(0)
await once(server, 'listening')
const own = connect(server.address().port, 'localhost')
say('inside', String((await once(own, 'data'))[0]))
server.close()
const udp = createSocket('udp4')
udp.send('node', 9000, outside)
say('datagram', String((await once(udp, 'message'))[0]))
udp.close()
const echo = connect(9001, outside)
const sent = Buffer.alloc(20_000_000, 'x')
let received = 0
echo.on('data', (data) => {
  received += data.length
})
echo.end(sent)
await once(echo, 'end')
say('bytes', received)
