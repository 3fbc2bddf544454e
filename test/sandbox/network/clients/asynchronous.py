"""asyncio: streams by name, many at once, a refusal, a server of its own."""
import asyncio, sys

outside, machine = sys.argv[1:3]


async def get(host, port):
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b'GET / HTTP/1.0\r\n\r\n')
    text = await reader.read()
    writer.close()
    return text.split(b'\r\n\r\n')[1].split()[0].decode()


async def main():
    print('by name:', await get('example.com', 8000))
    print('many:', set(await asyncio.gather(*(get(outside, 8000) for _ in range(50)))))
    try:
        await get(machine, 8100)
    except OSError as error:
        print('machine:', type(error).__name__)
    server = await asyncio.start_server(lambda reader, writer: (writer.write(b'mine'), writer.close()), '127.0.0.1', 8200)
    reader, _ = await asyncio.open_connection('127.0.0.1', 8200)
    print('inside:', (await reader.read()).decode())


asyncio.run(main())
