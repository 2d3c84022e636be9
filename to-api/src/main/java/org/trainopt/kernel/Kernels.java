package org.trainopt.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.trainopt.api.Parameter;
import org.trainopt.api.Parameters;
import org.trainopt.api.Storage;

/** The kernel providers of this JVM, and the choice among them. */
public final class Kernels {
  /** The system property that forces a provider by name. */
  public static final String PROPERTY = "trainopt.kernels";

  private static final System.Logger LOG = System.getLogger("org.trainopt");

  /** Names of the providers that were chosen before. */
  private static final Set<String> ANNOUNCED = ConcurrentHashMap.newKeySet();

  private Kernels() {}

  /** All providers found, highest priority first, usable or not. */
  public static List<KernelProvider> all() {
    return Holder.ALL;
  }

  /**
   * The provider that {@code -Dtrainopt.kernels} forces, else the usable one of highest priority
   * for weights on the heap.
   *
   * @throws IllegalStateException if the forced one cannot be had
   */
  public static KernelProvider best() {
    KernelProvider best = bestAt(Set.of(Storage.Place.HEAP));
    if (best == null) {
      throw new IllegalStateException("no kernels can be used: " + inWords());
    }
    return best;
  }

  /**
   * The provider that {@code -Dtrainopt.kernels} forces, else the usable one of highest priority
   * that is at home where these parameters are ({@link KernelProvider#homePlaces}).
   *
   * @throws IllegalStateException if the forced one cannot be had or there is none; the message
   *     names a parameter and says why
   */
  public static KernelProvider best(Parameters parameters) {
    Set<Storage.Place> places =
        parameters.list().stream()
            .map(parameter -> parameter.weights().place())
            .collect(Collectors.toSet());
    KernelProvider best = bestAt(places);
    if (best == null) {
      throw new IllegalStateException(homeless(parameters));
    }
    return best;
  }

  /** Announced the first time; null if there is none. */
  private static @Nullable KernelProvider bestAt(Set<Storage.Place> places) {
    String forced = System.getProperty(PROPERTY);
    if (forced != null && !forced.isBlank()) {
      return named(forced.strip());
    }
    StringBuilder passedOver = new StringBuilder();
    for (KernelProvider provider : all()) {
      if (!provider.homePlaces().containsAll(places)) {
        continue; // and not asked: the answer may take a device's context
      }
      Availability availability = provider.availability();
      if (!availability.usable()) {
        passedOver.append("; ").append(provider.name()).append(": ").append(availability.reason());
      } else {
        if (ANNOUNCED.add(provider.name())) {
          LOG.log(
              System.Logger.Level.INFO,
              "trainopt kernels: "
                  + provider.name()
                  + " ("
                  + availability.reason()
                  + ")"
                  + passedOver);
        }
        return provider;
      }
    }
    return null;
  }

  private static String homeless(Parameters parameters) {
    Parameter stranger =
        parameters.list().stream()
            .filter(parameter -> !hasHome(parameter.weights().place()))
            .findFirst()
            .orElse(parameters.list().get(0));
    return "parameter \""
        + stranger.name()
        + "\" is in place "
        + stranger.weights().place()
        + ", but no kernels can be used there: "
        + inWords();
  }

  private static boolean hasHome(Storage.Place place) {
    return all().stream()
        .anyMatch(
            provider -> provider.availability().usable() && provider.homePlaces().contains(place));
  }

  /** What each provider works on, or why it cannot be used. */
  private static String inWords() {
    return all().stream()
        .map(
            provider ->
                provider.availability().usable()
                    ? provider.name() + " works on " + provider.homePlaces()
                    : provider.name() + " cannot be used, " + provider.availability().reason())
        .collect(Collectors.joining("; "));
  }

  /**
   * A provider by name.
   *
   * @throws IllegalStateException if there is none of that name or it cannot be used; the message
   *     says why
   */
  public static KernelProvider named(String name) {
    for (KernelProvider provider : all()) {
      if (provider.name().equals(name)) {
        Availability availability = provider.availability();
        if (!availability.usable()) {
          throw new IllegalStateException(
              "kernels \"" + name + "\" cannot be used: " + availability.reason());
        }
        return provider;
      }
    }
    throw new IllegalStateException(
        "kernels \""
            + name
            + "\" were not found on the class path; there are "
            + all().stream().map(KernelProvider::name).collect(Collectors.joining(", ")));
  }

  private static final class Holder {
    static final List<KernelProvider> ALL = find();

    private static List<KernelProvider> find() {
      List<KernelProvider> found = new ArrayList<>();
      var providers =
          ServiceLoader.load(KernelProvider.class, Kernels.class.getClassLoader()).iterator();
      while (true) {
        try {
          if (!providers.hasNext()) {
            break;
          }
          found.add(providers.next());
        } catch (ServiceConfigurationError e) {
          LOG.log(System.Logger.Level.WARNING, "a kernel provider could not be loaded: {0}", e);
        }
      }
      found.sort(Comparator.comparingInt(KernelProvider::priority).reversed());
      return List.copyOf(found);
    }
  }
}
