package org.trainopt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulesTest {
  private static final Offset<Double> EXACT = within(1e-15);
  private static final String FORMS =
      "; write constant(v), harmonic(c,t0), inverse-sqrt(c,t0), cosine(peak,steps[,floor]),"
          + " exponential(c,decay) or warm-up(steps,schedule)";

  @Test
  void constantIsTheSameAtEveryStep() {
    assertThat(Schedules.constant(0.1).at(0)).isEqualTo(0.1);
    assertThat(Schedules.constant(0.1).at(1_000_000)).isEqualTo(0.1);
  }

  @Test
  void harmonicIsCOverTPlusT0() {
    Schedule schedule = Schedules.harmonic(3, 20);
    assertThat(schedule.at(0)).isEqualTo(0.15);
    assertThat(schedule.at(10)).isEqualTo(0.1);
  }

  @Test
  void inverseSqrtIsCOverTheRootOfTPlusT0() {
    Schedule schedule = Schedules.inverseSqrt(6, 4);
    assertThat(schedule.at(0)).isEqualTo(3);
    assertThat(schedule.at(5)).isEqualTo(2);
  }

  @Test
  void cosineFallsFromPeakToFloorAndStaysThere() {
    Schedule schedule = Schedules.cosine(0.5, 100, 0.1);
    assertThat(schedule.at(0)).isEqualTo(0.5, EXACT);
    assertThat(schedule.at(25)).isEqualTo(0.1 + 0.2 * (1 + Math.sqrt(0.5)), EXACT);
    assertThat(schedule.at(50)).isEqualTo(0.3, EXACT);
    assertThat(schedule.at(100)).isEqualTo(0.1);
    assertThat(schedule.at(101)).isEqualTo(0.1);
    assertThat(Schedules.cosine(0.5, 100).at(100)).isZero();
  }

  @Test
  void exponentialIsCTimesDecayToTheT() {
    Schedule schedule = Schedules.exponential(8, 0.5);
    assertThat(schedule.at(0)).isEqualTo(8);
    assertThat(schedule.at(3)).isEqualTo(1);
  }

  @Test
  void warmUpScalesTheFirstStepsOfWhatFollows() {
    Schedule schedule = Schedules.warmUp(4, Schedules.harmonic(20, 10));
    assertThat(schedule.at(0)).isEqualTo(2.0 / 4, EXACT);
    assertThat(schedule.at(1)).isEqualTo(20.0 / 11 * 2 / 4, EXACT);
    assertThat(schedule.at(3)).isEqualTo(20.0 / 13);
    assertThat(schedule.at(4)).isEqualTo(20.0 / 14);
  }

  static Stream<Schedule> everySchedule() {
    return Stream.of(
        Schedules.constant(0.1),
        Schedules.constant(1e-300),
        Schedules.harmonic(1, 20),
        Schedules.inverseSqrt(0.5, 10.25),
        Schedules.cosine(0.1, 10_000),
        Schedules.cosine(0.1, 10_000, 1e-3),
        Schedules.exponential(0.1, 0.999),
        Schedules.warmUp(100, Schedules.cosine(0.1, 10_000, 0.01)),
        Schedules.warmUp(5, Schedules.warmUp(7, Schedules.harmonic(1.5, 2))));
  }

  @ParameterizedTest
  @MethodSource("everySchedule")
  void textFormReadsBackToTheSameSchedule(Schedule schedule) {
    assertThat(Schedules.parse(schedule.toString())).isEqualTo(schedule);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "constant(0.1)              | constant(0.1)",
        "0.25                       | constant(0.25)",
        "harmonic(1,20)             | harmonic(1.0,20.0)",
        "cosine(0.1, 10000)         | cosine(0.1,10000)",
        "cosine(0.1,10000,0)        | cosine(0.1,10000)",
        "cosine(0.1,10000,0.001)    | cosine(0.1,10000,0.001)",
        " warm-up( 100 , 0.5 )      | warm-up(100,constant(0.5))",
        "warm-up(9,cosine(1,5,0.5)) | warm-up(9,cosine(1.0,5,0.5))"
      })
  void textFormsAreForgivingAboutSpacesAndBareNumbers(String text, String canonical) {
    assertThat(Schedules.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "harmonic(1,20       | it does not end with ')'",
        "harmonic(1)         | no such schedule with 1 argument(s)",
        "linear(1,2)         | no such schedule with 2 argument(s)",
        "Harmonic(1,2)       | no such schedule with 2 argument(s)",
        "fast                | \"fast\" is not a number",
        "harmonic(1,x)       | \"x\" is not a number",
        "constant()          | \"\" is not a number",
        "harmonic(1,2))      | \"2)\" is not a number",
        "cosine(0.1,1.5)     | \"1.5\" is not a whole number",
        "warm-up(many,0.1)   | \"many\" is not a whole number"
      })
  void unreadableTextIsRefusedWithTheReasonAndTheForms(String text, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedules.parse(text))
        .withMessage("schedule \"" + text + "\" cannot be read: " + reason + FORMS);
  }

  @Test
  void anUnreadableInnerScheduleIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedules.parse("warm-up(10,linear(1))"))
        .withMessageStartingWith("schedule \"linear(1)\" cannot be read: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "harmonic(1,0)        | t0 must be finite and > 0, but was 0.0 (harmonic)",
        "harmonic(NaN,1)      | c must be finite, but was NaN (harmonic)",
        "inverse-sqrt(1,-2)   | t0 must be finite and > 0, but was -2.0 (inverse-sqrt)",
        "cosine(0.1,0)        | steps of cosine must be >= 1, but was 0",
        "cosine(Infinity,5)   | peak must be finite, but was Infinity (cosine)",
        "cosine(0.1,5,NaN)    | floor must be finite, but was NaN (cosine)",
        "exponential(1,0)     | decay must be finite and > 0, but was 0.0 (exponential)",
        "warm-up(0,0.1)       | steps of warm-up must be >= 1, but was 0"
      })
  void valuesOutOfRangeAreNamed(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedules.parse(text))
        .withMessage(message);
  }
}
