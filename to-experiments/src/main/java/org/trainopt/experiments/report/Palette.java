package org.trainopt.experiments.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One colour and dash pattern a method, the same everywhere. The TO family is warm and thicker, its
 * rivals cool; neighbours differ in lightness and dashes too, for those who see colours otherwise.
 */
final class Palette {
  /**
   * How a method is drawn.
   *
   * @param light its colour on white
   * @param dark its colour on black
   * @param dash the dash pattern in pixels; empty for a solid line
   * @param width the line's width in pixels
   */
  record Look(String light, String dark, List<Integer> dash, double width) {}

  private static final double THIN = 1.5;
  private static final double THICK = 2.25;

  private static final Map<String, Look> KNOWN =
      Map.of(
          "SGD", new Look("#7b8494", "#9aa4b5", List.of(), THIN),
          "Momentum", new Look("#1f2937", "#eceff4", List.of(7, 3), THIN),
          "AdaGrad", new Look("#0f766e", "#2cc5b3", List.of(2, 2), THIN),
          "RMSProp", new Look("#3a9fd6", "#8fd3fa", List.of(9, 3, 2, 3), THIN),
          "Adam", new Look("#1d4ed8", "#5b8dfd", List.of(), THICK),
          "Auto-TO", new Look("#dc2626", "#fa6b6b", List.of(), THICK), // never beside Full-TO
          "Full-TO", new Look("#dc2626", "#fa6b6b", List.of(), THICK),
          "Diagonal-TO", new Look("#e58a00", "#fbb93c", List.of(9, 5), THICK),
          "Rank-One-TO", new Look("#b5179e", "#ee7fe0", List.of(3, 4), THICK),
          "Diagonal-TO + Adam scaling",
              new Look("#7c3a12", "#c98f63", List.of(10, 3, 2, 3), THICK));

  private static final List<Look> OTHERS =
      List.of(
          new Look("#4d7c0f", "#a3d14a", List.of(5, 2), THIN),
          new Look("#6d28d9", "#a98bfa", List.of(5, 2), THIN),
          new Look("#be185d", "#f472a8", List.of(5, 2), THICK),
          new Look("#0e7490", "#3ec5dd", List.of(12, 3), THIN),
          new Look("#854d0e", "#dcb36a", List.of(12, 3), THICK));

  private final List<String> methods;
  private final Map<String, Look> looks = new HashMap<>();

  Palette(List<String> methods) {
    this.methods = methods;
    int other = 0;
    for (String method : methods) {
      Look known = KNOWN.get(method);
      looks.put(method, known != null ? known : OTHERS.get(other++ % OTHERS.size()));
    }
  }

  Look look(String method) {
    return looks.getOrDefault(method, OTHERS.get(0));
  }

  /** The CSS variable that holds the method's colour. */
  String variable(String method) {
    return "--m" + methods.indexOf(method);
  }

  /** CSS that sets every method's variable to its colour on white or on black. */
  String css(boolean dark) {
    StringBuilder css = new StringBuilder();
    for (String method : methods) {
      Look look = look(method);
      css.append(variable(method)).append(':').append(dark ? look.dark() : look.light());
      css.append(';');
    }
    return css.toString();
  }
}
