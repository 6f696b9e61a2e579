package graft.compiler.jvm.loops;

import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.jspecify.annotations.Nullable;

/** Class files of kernels. */
final class KernelClass {

  private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(CD_void, Types.SCRATCH);
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, Types.SEGMENT.arrayType(), CD_long.arrayType(), CD_long, CD_long);

  private KernelClass() {}

  /**
   * The class file of a kernel.
   *
   * @param vectors which loops are done in vectors; null for single values
   */
  static byte[] generate(KernelPlan plan, @Nullable VectorPlan vectors) {
    ClassDesc name =
        ClassDesc.of(KernelClass.class.getPackageName(), vectors == null ? "ScalarKernel" : "VectorKernel");
    return ClassFile.of().build(
        name, type -> type.withSuperclass(Types.GENERATED).withFlags(ClassFile.ACC_FINAL)
            .withMethodBody(
                INIT_NAME, CONSTRUCTOR, 0,
                code -> code.aload(0).aload(1).invokespecial(Types.GENERATED, INIT_NAME, CONSTRUCTOR).return_())
            .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, code -> new KernelCode(plan, vectors, code).run()));
  }
}
