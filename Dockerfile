# The exporter in a container: built from source, on a Java that has only what it needs, with its
# classes loaded in advance by scrapes of a real cluster.
#
#   docker build --build-arg REVISION=$(git rev-parse HEAD) -t redis-cluster-exporter .
#   docker run -p 9121:9121 -e REDIS_CLUSTER_NODES=host:7000 --read-only redis-cluster-exporter

# A JDK 25 with Maven, and what the result runs on: any distribution with the GNU C library.
ARG BUILD_IMAGE=docker.io/library/maven:3.9-eclipse-temurin-25
ARG RUNTIME_IMAGE=docker.io/library/debian:12-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY . .
ARG REVISION=unknown
RUN mvn -B -q -DskipTests -Dbuild.revision=${REVISION} package \
 && mkdir -p /opt/redis-cluster-exporter/lib \
 && cp -r bin LICENSE /opt/redis-cluster-exporter/ \
 && cp target/redis-cluster-exporter.jar /opt/redis-cluster-exporter/lib/ \
 && "${JAVA_HOME}/bin/jlink" --output /opt/jre --strip-java-debug-attributes --no-man-pages --no-header-files \
      --add-modules java.base,java.logging,jdk.unsupported

# The archive fits this Java and this jar where they are now, so both stay there from here on.
RUN deploy/container/make-archive /opt/redis-cluster-exporter /opt/jre

FROM ${RUNTIME_IMAGE}
ARG REVISION=unknown
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="redis-cluster-exporter" \
      org.opencontainers.image.description="Prometheus exporter for a whole Redis Cluster and its task queues" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /opt/jre /opt/jre
COPY --from=build /opt/redis-cluster-exporter /opt/redis-cluster-exporter
ENV JAVA_HOME=/opt/jre
# Nobody's: it owns no file and needs to write none.
USER 65532:65532
EXPOSE 9121
# With TLS or a password on the page, give a check of your own.
HEALTHCHECK --interval=10s --timeout=2s --start-period=5s CMD ["/opt/redis-cluster-exporter/bin/healthy"]
ENTRYPOINT ["/opt/redis-cluster-exporter/bin/redis-cluster-exporter"]
