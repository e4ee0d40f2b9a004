package io.github.redisclusterexporter.alert;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an expression between its parentheses, with the operands of {@code and}, {@code or}
 * and {@code unless} that can be left out.
 */
final class SetOperands {
  private static final Pattern TOKEN = Pattern.compile("[()]|(?<=\\s)(?:and|or|unless)(?=\\s)");

  /** What can be removed, with its operator. */
  record Operand(int start, int end) {}

  /** Where an operator begins. */
  private record Operator(int start, boolean or) {}

  private final int start;
  private final List<Operator> operators = new ArrayList<>();

  private SetOperands(int start) {
    this.start = start;
  }

  static List<Operand> of(String expression) {
    List<Operand> operands = new ArrayList<>();
    Deque<SetOperands> open = new ArrayDeque<>(List.of(new SetOperands(0)));
    Matcher token = TOKEN.matcher(expression);
    while (token.find()) {
      switch (token.group()) {
        case "(" -> open.push(new SetOperands(token.end()));
        case ")" -> open.pop().add(token.start(), operands);
        default ->
            open.getFirst().operators.add(new Operator(token.start(), token.group().equals("or")));
      }
    }
    open.pop().add(expression.length(), operands);
    return operands;
  }

  /** {@code or} binds less than the others: its operands end at the next one. */
  private void add(int end, List<Operand> operands) {
    boolean first = true;
    for (int i = 0; i < operators.size(); i++) {
      Operator operator = operators.get(i);
      int next = i + 1;
      while (operator.or() && next < operators.size() && !operators.get(next).or()) {
        next++;
      }
      int stop = next < operators.size() ? operators.get(next).start() : end;
      operands.add(new Operand(operator.start(), stop));
      if (operator.or() && first) {
        first = false;
        // The operator itself is two characters.
        operands.add(new Operand(start, operator.start() + 2));
      }
    }
  }
}
