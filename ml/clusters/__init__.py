"""Groups of customers that buy alike: found by KMeans, named by what sets them apart, kept between fits."""
