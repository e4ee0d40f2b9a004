package io.github.redisclusterexporter.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Looks up the addresses of names, but no names of addresses. The JDK's HTTPS server wants the name
 * of each client before it answers, and waits ten seconds for a name server that is down.
 */
public final class NoReverseLookups extends InetAddressResolverProvider {

  /** Used by the JDK, which finds this class by its service file. */
  public NoReverseLookups() {}

  @Override
  public InetAddressResolver get(Configuration configuration) {
    InetAddressResolver builtin = configuration.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return builtin.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        throw new UnknownHostException("names of addresses are not looked up");
      }
    };
  }

  @Override
  public String name() {
    return "no reverse look-ups";
  }
}
