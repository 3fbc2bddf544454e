import java.net.*;
import java.net.http.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;

/** Sockets that block, a selector that knows the channel before it is connected, the HTTP client, names. */
class Client {
  public static void main(String[] words) throws Exception {
    String outside = words[0], machine = words[1];
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(outside, 9001), 2000);
      socket.getOutputStream().write("block".getBytes());
      System.out.println("blocking: " + new String(socket.getInputStream().readNBytes(5)) + " " + socket.getTcpNoDelay());
    }
    try (Selector selector = Selector.open(); SocketChannel channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_CONNECT);
      selector.selectNow();
      if (!channel.connect(new InetSocketAddress(outside, 9001))) {
        selector.select(60_000);
        channel.finishConnect();
      }
      channel.configureBlocking(false);
      channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
      channel.write(ByteBuffer.wrap("nio".getBytes()));
      selector.selectedKeys().clear();
      // It may return for nothing; what counts is that it tells of the answer in the end.
      long end = System.nanoTime() + 60_000_000_000L;
      while (selector.select(60_000) == 0 && System.nanoTime() < end);
      ByteBuffer read = ByteBuffer.allocate(10);
      System.out.println("selected: " + channel.read(read));
    }
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create("http://example.com:8000/java")).build(), HttpResponse.BodyHandlers.ofString());
    System.out.println("http: " + answer.body().split(" ")[0]);
    try {
      new Socket(machine, 8100).close();
      System.out.println("machine: connected");
    } catch (ConnectException error) {
      System.out.println("machine: " + error.getMessage());
    }
    System.exit(0);
  }
}
