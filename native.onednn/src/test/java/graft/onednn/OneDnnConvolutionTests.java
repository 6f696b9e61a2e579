package graft.onednn;

/** Convolutions by oneDNN. */
class OneDnnConvolutionTests extends ConvolutionContract {

  OneDnnConvolutionTests() {
    super(OneDnnLibrary.load());
  }
}
