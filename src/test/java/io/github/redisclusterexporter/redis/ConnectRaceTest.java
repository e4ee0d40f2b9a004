package io.github.redisclusterexporter.redis;

import static io.github.redisclusterexporter.redis.NodeClientFixture.in;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectRaceTest {
  private final Loopback loopback = new Loopback();

  @AfterEach
  void close() throws Exception {
    loopback.close();
  }

  private Socket connect(int port, long millis, int... ips) throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    for (int last : ips) {
      addresses.add(Loopback.ip(last));
    }
    Socket socket = ConnectRace.connect(addresses, port, in(millis));
    loopback.closeLater(socket);
    return socket;
  }

  @Test
  void theSecondAddressIsReachedWhileTheFirstDoesNotRespond() throws Exception {
    int port = loopback.listen(1, 0, 5).getLocalPort();
    loopback.swallow(2, port);
    Socket socket = connect(port, 5000, 2, 1);
    assertThat(socket.getInetAddress()).isEqualTo(Loopback.ip(1));
    assertThat(socket.getChannel().isBlocking()).isTrue();
  }

  @Test
  void theLastOfManyAddressesIsReachedWhileTheOthersDoNotRespond() throws Exception {
    int port = loopback.listen(1, 0, 5).getLocalPort();
    for (int i = 2; i <= 6; i++) {
      loopback.swallow(i, port);
    }
    assertThat(connect(port, 2000, 2, 3, 4, 5, 6, 1).getInetAddress()).isEqualTo(Loopback.ip(1));
  }

  @Test
  void anAddressThatRefusesTakesNoTime() throws Exception {
    int port = loopback.listen(1, 0, 5).getLocalPort();
    assertThat(connect(port, 5000, 2, 3, 1).getInetAddress()).isEqualTo(Loopback.ip(1));
  }

  @Test
  void bytesArriveOnTheConnectedSocket() throws Exception {
    ServerSocket server = loopback.listen(1, 0, 5);
    Socket socket = connect(server.getLocalPort(), 5000, 1);
    try (Socket accepted = server.accept()) {
      accepted.getOutputStream().write(7);
      assertThat(socket.getInputStream().read()).isEqualTo(7);
      socket.setSoTimeout(20);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void theFailureOfAllAddressesIsReported() throws Exception {
    int port = loopback.listen(1, 0, 5).getLocalPort();
    assertThatThrownBy(() -> connect(port, 5000, 2, 3)).isInstanceOf(ConnectException.class);
  }

  @Test
  void endsAtTheDeadline() throws Exception {
    int port = loopback.listen(1, 0, 5).getLocalPort();
    loopback.swallow(2, port);
    assertThatThrownBy(() -> connect(port, 300, 2)).isInstanceOf(SocketTimeoutException.class);
  }
}
