package graft.compiler.itest.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the classes of a bundle may hold, call and show. */
class CodeRulesTests {

  /** Types that are made to be changed; a static field of one is a global variable. */
  private static final Pattern MUTABLE = Pattern.compile("java/util/concurrent/(atomic|locks)/.*|java/util/concurrent/"
      + "(Concurrent|CopyOnWrite|Linked|Array|Executor|ScheduledExecutor|ForkJoin).*|java/util/\\w*(Hash|Tree|Enum|Weak|"
      + "Identity|Array|Linked|Bit|Priority)\\w*|java/lang/(StringBuilder|ThreadLocal|Thread)");

  /** The one bundle whose work is to print. */
  private static final String PRINTS = "compiler.console";

  static List<OurBundle> bundles() {
    return OurBundle.all();
  }

  @Test
  void stages_keep_no_state() {
    Set<String> stages = new TreeSet<>();
    OurBundle.of(OurBundle.API).classes().values().stream().filter(CodeRulesTests::isConsumerType)
        .forEach(type -> stages.add(type.thisClass().asInternalName()));
    assertThat(stages).as("Stage interfaces of the api, marked @ConsumerType").isNotEmpty();
    var found = new TreeSet<String>();
    for (OurBundle bundle : bundles()) {
      for (ClassModel type : bundle.classes().values()) {
        if (type.interfaces().stream().map(ClassEntry::asInternalName).anyMatch(stages::contains)) {
          type.fields().stream().filter(field -> !field.flags().has(AccessFlag.FINAL))
              .forEach(field -> found.add(name(type, field)));
        }
      }
    }
    assertThat(found).as("Stages' fields that are not final. A stage keeps nothing between compiles: make it a local "
        + "variable or a value that is handed on").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void nothing_static_changes(OurBundle bundle) {
    var found = new TreeSet<String>();
    for (ClassModel type : bundle.classes().values()) {
      for (FieldModel field : type.fields()) {
        if (field.flags().has(AccessFlag.STATIC) && !field.flags().has(AccessFlag.SYNTHETIC)
            && (!field.flags().has(AccessFlag.FINAL) || isMutable(field.fieldTypeSymbol()))) {
          found.add(name(type, field));
        }
      }
    }
    assertThat(found).as("Static variables of %s. Two frameworks in one JVM would share them, and an update would lose "
        + "them: keep the state in a component", bundle).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void the_framework_does_the_wiring(OurBundle bundle) {
    assertThat(
        references(bundle, entry -> entry.matches("org/osgi/framework/BundleActivator|org/osgi/util/tracker/.*")))
        .as("Hand-made wiring in %s. Write a component with @Activate and @Reference instead", bundle).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void nothing_prints_but_the_console(OurBundle bundle) {
    if (!bundle.folder().equals(PRINTS)) {
      assertThat(references(bundle, entry -> entry.matches("java/lang/System\\.(out|err)|.*\\.printStackTrace")))
          .as("Output from %s. Return it, throw, or use System.Logger: standard output is the command's", bundle)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void exported_types_show_exported_types_only(OurBundle bundle) {
    Set<String> exported = bundle.exports().keySet();
    var found = new TreeSet<String>();
    for (ClassModel type : bundle.classes().values()) {
      if (exported.contains(OurBundle.packageOf(type.thisClass().asInternalName()))
          && isVisible(type.flags().flags())) {
        shown(type).filter(shown -> shown.packageName().startsWith("graft.") && !exported.contains(shown.packageName()))
            .forEach(shown -> found.add(type.thisClass().asInternalName() + " shows " + shown.displayName()));
      }
    }
    assertThat(found).as("Private types that %s shows to others. Export their package or hide them behind an interface",
        bundle).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bundles")
  void packages_form_no_cycle(OurBundle bundle) {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (ClassModel type : bundle.classes().values()) {
      String from = OurBundle.packageOf(type.thisClass().asInternalName());
      entries(type).filter(ClassEntry.class::isInstance).map(entry -> ((ClassEntry) entry).asInternalName())
          .filter(bundle.classes()::containsKey).map(OurBundle::packageOf).filter(to -> !to.equals(from))
          .forEach(to -> uses.computeIfAbsent(from, _ -> new TreeSet<>()).add(to));
    }
    var found = new TreeSet<String>();
    uses.keySet().stream().filter(start -> reach(start, uses).contains(start)).forEach(found::add);
    assertThat(found)
        .as("Packages of %s that use each other in a circle. Turn one dependency around with an interface or "
            + "move a class", bundle)
        .isEmpty();
  }

  private static Set<String> reach(String start, Map<String, Set<String>> uses) {
    var reached = new TreeSet<String>();
    var next = new ArrayDeque<>(uses.getOrDefault(start, Set.of()));
    while (!next.isEmpty()) {
      String name = next.pop();
      if (reached.add(name)) {
        next.addAll(uses.getOrDefault(name, Set.of()));
      }
    }
    return reached;
  }

  private static Set<String> references(OurBundle bundle, Predicate<String> forbidden) {
    var found = new TreeSet<String>();
    for (ClassModel type : bundle.classes().values()) {
      entries(type).map(CodeRulesTests::referenced).filter(forbidden)
          .forEach(entry -> found.add(type.thisClass().asInternalName() + " uses " + entry));
    }
    return found;
  }

  private static String referenced(PoolEntry entry) {
    return switch (entry) {
      case ClassEntry type -> type.asInternalName();
      case MemberRefEntry member -> member.owner().asInternalName() + "." + member.name().stringValue();
      default -> "";
    };
  }

  private static Stream<PoolEntry> entries(ClassModel type) {
    return StreamSupport.stream(type.constantPool().spliterator(), false);
  }

  /** The types in what others see of a type. */
  private static Stream<ClassDesc> shown(ClassModel type) {
    Stream<ClassDesc> types = Stream.concat(type.superclass().stream(), type.interfaces().stream())
        .map(ClassEntry::asSymbol);
    Stream<ClassDesc> fields = type.fields().stream().filter(field -> isVisible(field.flags().flags()))
        .map(FieldModel::fieldTypeSymbol);
    Stream<ClassDesc> methods = type.methods().stream().filter(method -> isVisible(method.flags().flags()))
        .map(MethodModel::methodTypeSymbol)
        .flatMap(method -> Stream.concat(Stream.of(method.returnType()), method.parameterList().stream()));
    return Stream.of(types, fields, methods).flatMap(all -> all).map(CodeRulesTests::element)
        .filter(ClassDesc::isClassOrInterface);
  }

  private static ClassDesc element(ClassDesc type) {
    return type.isArray() ? element(type.componentType()) : type;
  }

  private static boolean isVisible(Set<AccessFlag> flags) {
    return flags.contains(AccessFlag.PUBLIC) || flags.contains(AccessFlag.PROTECTED);
  }

  private static boolean isMutable(ClassDesc type) {
    String name = type.descriptorString();
    return name.startsWith("L") && MUTABLE.matcher(name.substring(1, name.length() - 1)).matches();
  }

  private static boolean isConsumerType(ClassModel type) {
    return type.findAttribute(Attributes.runtimeInvisibleAnnotations()).stream()
        .flatMap(all -> all.annotations().stream())
        .anyMatch(annotation -> annotation.className().stringValue().endsWith("/ConsumerType;"));
  }

  private static String name(ClassModel type, FieldModel field) {
    return type.thisClass().asInternalName().replace('/', '.') + "." + field.fieldName().stringValue();
  }
}
