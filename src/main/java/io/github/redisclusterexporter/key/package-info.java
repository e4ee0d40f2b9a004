package io.github.redisclusterexporter.key;
