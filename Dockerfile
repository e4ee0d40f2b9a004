# The exporter in a container: built from source, with a reduced Java runtime, and with a class archive that is
# recorded during scrapes of a real cluster.
#
#   docker build --build-arg REVISION=$(git rev-parse HEAD) -t redis-cluster-exporter .
#   docker run -p 9121:9121 -e REDIS_CLUSTER_NODES=host:7000 --read-only redis-cluster-exporter
#
# Build arguments: docs/deployment.md, "Container".

# The build needs a JDK 25 with Maven. The runtime image can be any distribution with the GNU C library. Both images
# exist for amd64 and arm64. Add their digests (NAME:TAG@sha256:…) to build from exactly these images again.
ARG BUILD_IMAGE=docker.io/library/maven:3.9-eclipse-temurin-25
ARG RUNTIME_IMAGE=docker.io/library/debian:12-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
# A layer with everything that the build downloads: it depends on pom.xml, not on the sources. The build of two empty
# classes downloads what the build of the project needs.
COPY .mvn .mvn
COPY pom.xml .
RUN mkdir -p src/main/java/empty src/test/java/empty src/main/resources \
 && printf 'package empty;\n\nfinal class Empty {}\n' > src/main/java/empty/Empty.java \
 && printf 'package empty;\n\nfinal class EmptyTest {}\n' > src/test/java/empty/EmptyTest.java \
 && mvn -B -q -DskipTests package \
 && rm -rf src target

COPY . .
ARG REVISION=unknown
RUN mvn -B -q -DskipTests -Dbuild.revision=${REVISION} package \
 && mkdir -p /opt/redis-cluster-exporter/lib \
 && cp -r bin LICENSE /opt/redis-cluster-exporter/ \
 && cp target/redis-cluster-exporter.jar /opt/redis-cluster-exporter/lib/ \
 && "${JAVA_HOME}/bin/jlink" --output /opt/jre --strip-java-debug-attributes --no-man-pages --no-header-files \
      --add-modules java.base,java.logging,java.management,jdk.httpserver,jdk.management,jdk.unsupported

# The archive is valid only for this Java and this jar at these paths, so the paths stay the same below. Without it,
# the exporter starts more slowly. Leave it out when another processor is emulated.
ARG CLASS_ARCHIVE=true
RUN [ "${CLASS_ARCHIVE}" != true ] || deploy/container/make-archive /opt/redis-cluster-exporter /opt/jre

FROM ${RUNTIME_IMAGE}
ARG RUNTIME_IMAGE
ARG REVISION=unknown
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="redis-cluster-exporter" \
      org.opencontainers.image.description="Prometheus exporter for a whole Redis Cluster and its task queues" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/redisclusterexporter/redis-cluster-exporter" \
      org.opencontainers.image.documentation="https://github.com/redisclusterexporter/redis-cluster-exporter/blob/main/docs/README.md" \
      org.opencontainers.image.base.name="${RUNTIME_IMAGE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /opt/jre /opt/jre
COPY --from=build /opt/redis-cluster-exporter /opt/redis-cluster-exporter
ENV JAVA_HOME=/opt/jre
# A user without files: the exporter writes none.
USER 65532:65532
EXPOSE 9121
# Replace this check if the page has TLS or a password.
HEALTHCHECK --interval=10s --timeout=2s --start-period=5s CMD ["/opt/redis-cluster-exporter/bin/healthy"]
ENTRYPOINT ["/opt/redis-cluster-exporter/bin/redis-cluster-exporter"]
