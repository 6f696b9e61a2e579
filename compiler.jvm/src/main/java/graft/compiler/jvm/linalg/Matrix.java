package graft.compiler.jvm.linalg;

/** A matrix of {@code rows × columns} elements, row-major. It is changed in place while a factorisation is computed. */
public final class Matrix {

  private final int rows;
  private final int columns;
  private final double[] elements;

  /** A matrix that shares the array. */
  public Matrix(int rows, int columns, double[] elements) {
    if (elements.length != Math.multiplyExact(rows, columns)) {
      throw new IllegalArgumentException(elements.length + " elements of " + rows + " × " + columns);
    }
    this.rows = rows;
    this.columns = columns;
    this.elements = elements;
  }

  /** Zeros. */
  public static Matrix zeros(int rows, int columns) {
    return new Matrix(rows, columns, new double[Math.multiplyExact(rows, columns)]);
  }

  /** Ones on the diagonal, zeros elsewhere. */
  public static Matrix identity(int rows, int columns) {
    Matrix result = zeros(rows, columns);
    for (int i = 0; i < Math.min(rows, columns); i++) {
      result.set(i, i, 1);
    }
    return result;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns. */
  public int columns() {
    return columns;
  }

  /** The elements themselves. */
  public double[] elements() {
    return elements;
  }

  /** An element. */
  public double at(int row, int column) {
    return elements[row * columns + column];
  }

  void set(int row, int column, double value) {
    elements[row * columns + column] = value;
  }

  void add(int row, int column, double value) {
    elements[row * columns + column] += value;
  }

  Matrix copy() {
    return new Matrix(rows, columns, elements.clone());
  }

  /** Rows become columns. */
  public Matrix transposed() {
    Matrix result = zeros(columns, rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result.set(j, i, at(i, j));
      }
    }
    return result;
  }

  /** The first rows and columns. */
  Matrix corner(int height, int width) {
    Matrix result = zeros(height, width);
    for (int i = 0; i < height; i++) {
      System.arraycopy(elements, i * columns, result.elements, i * width, width);
    }
    return result;
  }

  /** The product with another matrix. */
  Matrix times(Matrix other) {
    Matrix result = zeros(rows, other.columns);
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        result.addScaled(i, other, k, at(i, k));
      }
    }
    return result;
  }

  /** Adds a multiple of another matrix's row to a row. */
  void addScaled(int row, Matrix other, int from, double factor) {
    for (int j = 0; j < columns; j++) {
      elements[row * columns + j] += factor * other.elements[from * columns + j];
    }
  }

  void scale(int row, double factor) {
    for (int j = 0; j < columns; j++) {
      elements[row * columns + j] *= factor;
    }
  }

  void swapRows(int first, int second) {
    for (int j = 0; j < columns; j++) {
      double kept = at(first, j);
      set(first, j, at(second, j));
      set(second, j, kept);
    }
  }

  /** Turns the vector of two elements by an angle. */
  void turn(int row, int column, int otherRow, int otherColumn, double cosine, double sine) {
    double first = at(row, column);
    double second = at(otherRow, otherColumn);
    set(row, column, cosine * first - sine * second);
    set(otherRow, otherColumn, sine * first + cosine * second);
  }
}
