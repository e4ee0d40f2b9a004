/**
 * What is on a page, and the formats in which it is written. Knows neither Redis nor HTTP. Values
 * are written as they are collected: the library's model of them, which sorts and checks each
 * series, is made for protobuf alone.
 */
@NullMarked
package io.github.redisclusterexporter.exposition;

import org.jspecify.annotations.NullMarked;
