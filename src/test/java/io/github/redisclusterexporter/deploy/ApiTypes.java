package io.github.redisclusterexporter.deploy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.github.redisclusterexporter.alert.Yaml;
import java.util.Map;

/** Reads manifests with the types of the Kubernetes API; a field that a type lacks is an error. */
final class ApiTypes {
  private static final Map<String, Class<?>> TYPES =
      Map.of(
          "ConfigMap", ConfigMap.class,
          "Deployment", Deployment.class,
          "Service", Service.class,
          "NetworkPolicy", NetworkPolicy.class,
          "ServiceMonitor", ServiceMonitor.class,
          "PrometheusRule", PrometheusRule.class);

  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .setAnnotationIntrospector(new NothingUnknown())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private ApiTypes() {}

  /** The manifest as an object of the type that its kind names. */
  static Object read(Yaml manifest) {
    String kind = manifest.text("kind").orElseThrow();
    return STRICT.convertValue(manifest.fields(), requireNonNull(TYPES.get(kind), kind));
  }

  /** The types keep fields that they do not know; here that is an error. */
  private static final class NothingUnknown extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated method) {
      return false;
    }
  }
}
